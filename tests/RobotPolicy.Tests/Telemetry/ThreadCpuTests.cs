using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Tests.Telemetry;

public sealed class ThreadCpuTests
{
    [Fact]
    public void ReadSeconds_NoThreadOfThatName_IsUnknown() => Assert.Null(new ThreadCpu("nobody-is-named").ReadSeconds());

    [Fact]
    public void ReadSeconds_ThreadThatRuns_RisesAndEndsWithIt()
    {
        var cpu = new ThreadCpu("counted-thread");
        using var hasRun = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            hasRun.Set();
            mayEnd.Wait();
        })
        {
            Name = "counted-thread",
        };
        thread.Start();
        hasRun.Wait();

        Assert.True(cpu.ReadSeconds() > 0);
        Assert.True(cpu.ReadSeconds() > 0);

        mayEnd.Set();
        thread.Join();

        // The kernel takes the thread off its list some time after the join.
        Assert.True(SpinWait.SpinUntil(() => cpu.ReadSeconds() is null, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void ReadNumber_FieldOfThisProcess_IsTold()
    {
        Assert.True(ProcFile.ReadNumber("/proc/self/statm", 1) > 0);
        Assert.Null(ProcFile.ReadNumber("/proc/self/statm", 99));
        Assert.Null(ProcFile.ReadNumber("/proc/self/comm", 0));
        Assert.Null(ProcFile.ReadNumber("/proc/self/no-such-file", 0));
    }
}
