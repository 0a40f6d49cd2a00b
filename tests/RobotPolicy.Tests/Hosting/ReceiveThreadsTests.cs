using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Tests.Hosting;

public sealed class ReceiveThreadsTests
{
    private const string Why = "Operation not permitted; permitted by: ulimit -r 40";

    private static readonly ThreadScheduling[] Threads =
    [
        new(10, "control", true, 50), new(11, "recvMC", false, 0), new(12, ".NET TP Worker", false, 0),
        new(13, "dds-receive", false, 0), new(14, "tev", false, 0), new(15, "tev", false, 0),
    ];

    [Fact]
    public void Apply_OnlyTheReceivePath_IsTouchedAndNamedOnce()
    {
        List<int> touched = [];
        var report = ReceiveThreads.Apply(40, Threads, thread =>
        {
            touched.Add(thread);
            return new RealTimeSetting("", true, null);
        });

        Assert.Equal([11, 13, 14, 15], touched);
        Assert.Equal([new RealTimeSetting("SCHED_FIFO 40 for dds-receive, recvMC, tev", true, null)], report);
    }

    [Fact]
    public void Apply_PartlyRefused_SaysBothWithTheReason()
    {
        var report = ReceiveThreads.Apply(40, Threads, thread => new RealTimeSetting("", thread == 13, thread == 13 ? null : Why));
        Assert.Equal(
            [
                new RealTimeSetting("SCHED_FIFO 40 for dds-receive", true, null),
                new RealTimeSetting("SCHED_FIFO 40 for recvMC, tev", false, Why),
            ],
            report);
    }

    [Fact]
    public void Apply_None_AsksForNothing() => Assert.Empty(ReceiveThreads.Apply(0));

    [Fact]
    public void Parse_NameWithBracketsAndSpaces_IsReadWhole()
    {
        const string Stat = "4711 (.NET (x) Pool) S 1 2 3 0 -1 4194304 5 6 7 8 9 10 11 12 -41 0 13 0 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 -1 1 40 1 0 0 0\n";
        Assert.Equal(new ThreadScheduling(4711, ".NET (x) Pool", true, 40), ThreadScheduling.Parse(Stat));
        Assert.Equal(new ThreadScheduling(4711, ".NET (x) Pool", false, 0), ThreadScheduling.Parse(Stat.Replace("1 40 1 0", "1 0 0 0", StringComparison.Ordinal)));
    }
}
