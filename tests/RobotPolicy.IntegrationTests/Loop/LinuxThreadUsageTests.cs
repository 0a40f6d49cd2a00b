using System.Diagnostics;
using RobotPolicy.Server.Hosting;

namespace RobotPolicy.IntegrationTests.Loop;

public sealed class LinuxThreadUsageTests
{
    private readonly LinuxThreadUsage _usage = new();

    [Fact]
    public void Read_ThreadThatComputes_UsesTheProcessor()
    {
        var before = _usage.Read();
        var watch = Stopwatch.StartNew();
        while (_usage.Read().ProcessorNs - before.ProcessorNs < 5_000_000)
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "Five milliseconds of computing were not accounted in half a minute.");
        Assert.True(before.ProcessorNs > 0);
    }

    [Fact]
    public void Read_ThreadThatSleeps_WaitsAndUsesNextToNothing()
    {
        var before = _usage.Read();
        Thread.Sleep(50);
        var after = _usage.Read();

        Assert.True(after.Waits > before.Waits);
        Assert.InRange(after.ProcessorNs - before.ProcessorNs, 0, 25_000_000);
    }
}
