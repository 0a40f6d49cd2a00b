using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Tests.Inference.Graphs;

public sealed class ExitBarrierTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ExitBarrier _barrier = new();

    [Fact]
    public void End_WhileWorkRuns_WaitsForIt()
    {
        using var begun = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        var done = false;
        var doneAtEnd = false;
        var worker = new Thread(() => _barrier.Run(() =>
        {
            begun.Set();
            mayEnd.Wait();
            done = true;
        }));
        var end = new Thread(() =>
        {
            _barrier.End();
            doneAtEnd = done;
        });
        worker.Start();
        Assert.True(begun.Wait(Patience));
        end.Start();

        Assert.True(SpinWait.SpinUntil(() => (end.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0, Patience));
        mayEnd.Set();

        Assert.True(worker.Join(Patience));
        Assert.True(end.Join(Patience));
        Assert.True(doneAtEnd);
    }

    [Fact]
    public void Run_AfterTheEnd_BeginsNothing()
    {
        _barrier.End();

        Assert.Throws<InvalidOperationException>(() => _barrier.Run(() => Assert.Fail("It ran.")));
    }

    [Fact]
    public void Run_ThatFails_LeavesTheEndFree()
    {
        Assert.Throws<DllNotFoundException>(() => _barrier.Run(() => throw new DllNotFoundException()));

        _barrier.End();
    }
}
