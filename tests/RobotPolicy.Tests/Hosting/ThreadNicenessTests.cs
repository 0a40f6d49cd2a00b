using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Tests.Hosting;

public sealed class ThreadNicenessTests
{
    private readonly List<(int Thread, int Nice)> _set = [];

    [Fact]
    public void Apply_ThreadsThatComeMeanwhile_AreReachedOnceEach()
    {
        var rounds = 0;
        var report = ThreadNiceness.Apply(-10, () => [.. Enumerable.Range(7, ++rounds)], Set(0));

        Assert.Equal([(7, -10), (8, -10), (9, -10)], _set);
        Assert.Equal(new RealTimeSetting("nice -10 for all threads", true, null), Assert.Single(report));
    }

    [Fact]
    public void Apply_Refused_SaysWhatPermitsIt()
    {
        var setting = Assert.Single(ThreadNiceness.Apply(-10, () => [7, 8], Set(13)));

        Assert.Single(_set);
        Assert.False(setting.Applied);
        Assert.Contains("ulimit -e 30 (systemd: LimitNICE=-10)", setting.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_AThreadThatHasEnded_IsNoRefusal() => Assert.True(Assert.Single(ThreadNiceness.Apply(-10, () => [7], Set(3))).Applied);

    [Fact]
    public void Apply_Zero_AsksForNothing()
    {
        Assert.Empty(ThreadNiceness.Apply(0, () => [7], Set(0)));
        Assert.Empty(_set);
    }

    [Theory]
    [InlineData(-21)]
    [InlineData(1)]
    public void Options_OutOfRange_AreRefused(int nice)
    {
        var errors = new List<string>();
        new RealTimeOptions { Nice = nice }.Validate(errors);
        Assert.Contains(errors, error => error.StartsWith("--nice: expected −20…0", StringComparison.Ordinal));
    }

    private Func<int, int, int> Set(int error) => (thread, nice) =>
    {
        _set.Add((thread, nice));
        return error;
    };
}
