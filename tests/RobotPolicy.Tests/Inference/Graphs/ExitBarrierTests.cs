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
            return done = true;
        }));
        var end = new Thread(() =>
        {
            _barrier.End(Patience);
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
        Assert.True(_barrier.End(Patience));

        var ran = false;
        Assert.Throws<OperationCanceledException>(() => _barrier.Run(() => ran = true));
        Assert.False(ran);
    }

    [Fact]
    public void Run_ThatFails_LeavesTheEndFree()
    {
        Assert.Throws<DllNotFoundException>(() => _barrier.Run<bool>(() => throw new DllNotFoundException()));

        Assert.True(_barrier.End(Patience));
    }

    [Fact]
    public void End_OfWorkThatDoesNotEnd_GivesUp() => Assert.False(_barrier.Run(() => _barrier.End(TimeSpan.Zero)));

    [Fact]
    public void Run_InsideOfWork_Runs() => Assert.Equal(3, _barrier.Run(() => _barrier.Run(() => 3)));
}
