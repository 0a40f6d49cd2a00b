using System.Diagnostics;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Tests.Loop;

public sealed class LoopPartsTests
{
    [Fact]
    public void LatencyTracker_KeepsTheLastTen()
    {
        var tracker = new LatencyTracker();
        Assert.Equal(default, tracker.Forecast);
        tracker.Add(500, 700);
        Assert.Equal(new LatencyForecast(500, 500, 700), tracker.Forecast);
        for (var i = 1; i <= 9; i++)
            tracker.Add(i, 10 - i);
        Assert.Equal(new LatencyForecast(5, 500, 700), tracker.Forecast);
        tracker.Add(-1, -1);
        Assert.Equal(new LatencyForecast(4, 9, 9), tracker.Forecast);
    }

    [Fact]
    public void LatencyTracker_ColdStart_IsBelievedOnlyUntilAWarmOneIsKnown()
    {
        var tracker = new LatencyTracker();
        tracker.Add(5000, 6000, isCold: true);
        Assert.Equal(new LatencyForecast(5000, 5000, 6000), tracker.Forecast);
        tracker.Add(50, 80);
        Assert.Equal(new LatencyForecast(50, 50, 80), tracker.Forecast);
        tracker.Add(9000, 9000, isCold: true);
        Assert.Equal(new LatencyForecast(50, 50, 80), tracker.Forecast);
    }

    [Theory]
    [InlineData(ExecutorKind.RecedingHorizon)]
    [InlineData(ExecutorKind.TemporalEnsemble)]
    [InlineData(ExecutorKind.RealTimeChunking)]
    [InlineData(ExecutorKind.Asynchronous)]
    [InlineData(ExecutorKind.Streaming)]
    public void LoopWarmUp_AnyRobot_RunsThroughMotionHoldResumeAndShutdown(ExecutorKind executor)
    {
        var robot = FakeRobot.Describe(7, 2);
        var policy = new FakePolicy(robot, executor).Spec;
        var status = LoopWarmUp.Run(robot, policy, new ExecutorOptions());
        Assert.True(status.IsShutDown);
        Assert.Equal((4, 0, 0), (status.HoldCount, status.InternalErrorCount, status.SinkFailureCount));
        var other = policy with { Cameras = ["nobody has it"] };
        Assert.Throws<ArgumentException>(() =>
            LoopWarmUp.Run(robot, other, new ExecutorOptions()));
    }

    [Fact]
    public async Task Snapshot_ReadWhileTheLoopTicks_IsNeverTorn()
    {
        var rig = new LoopRig(cameras: 0);
        rig.Start();
        using var stop = new CancellationTokenSource();
        var reads = 0L;
        var reader = Task.Run(() =>
        {
            var snapshot = new LoopSnapshot(3, 0);
            while (!stop.IsCancellationRequested)
            {
                rig.Loop.ReadSnapshot(snapshot);
                Assert.Equal(1_000_000_000 + (snapshot.Status.TickIndex * rig.PeriodNs), snapshot.Status.TimeNs);
                Interlocked.Increment(ref reads);
            }
        });

        // A busy machine may start the reader late.
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20_000 || (Interlocked.Read(ref reads) < 1000 && Stopwatch.GetElapsedTime(start).TotalSeconds < 30); i++)
            rig.Step();
        await stop.CancelAsync();
        await reader.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(reads >= 1000, $"read {reads} times");
    }

    [Fact]
    public async Task TryPost_FromManyThreads_LosesNothingThatWasAccepted()
    {
        var rig = new LoopRig(new ControlLoopOptions { CommandQueueCapacity = 7 });
        var accepted = 0L;
        var refused = 0L;
        var posters = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5000; i++)
                Interlocked.Increment(ref rig.Loop.TryPost((LoopCommand)99) ? ref accepted : ref refused);
        })).ToArray();
        var all = Task.WhenAll(posters);
        while (!all.IsCompleted)
            rig.Step();
        await all;
        rig.Step();

        // An unknown command is refused by the loop, one by one, and those that found the queue full are counted with them.
        Assert.Equal(20_000, accepted + refused);
        Assert.Equal(20_000, rig.Status.RefusedCount);
    }
}
