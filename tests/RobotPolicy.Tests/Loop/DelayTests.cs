using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Tests.Loop;

/// <summary>What a chunk has lost when it takes over is counted, forecast, and told to the next inference.</summary>
public sealed class DelayTests
{
    private const long Ms = 1_000_000;

    [Fact]
    public void Delay_IsWhatWasConsumedFromTheObservationOn()
    {
        var seen = new List<(long DelayNs, long ExpectedNs)>();
        var rig = new LoopRig(sinks: new Watch(tick =>
        {
            if (tick is { Answer: { } answer, Acceptance: ChunkAcceptance.Accepted })
                seen.Add((tick.DelayNs, tick.TimeNs - answer.Chunk.StartNs));
        }));
        rig.Inference.LatencyNs = 130 * Ms;
        rig.Start();
        rig.Run(3);
        Assert.True(seen.Count > 3);
        Assert.All(seen, pair => Assert.Equal(pair.ExpectedNs, pair.DelayNs));
        Assert.Contains(seen, pair => pair.DelayNs > 130 * Ms);
        Assert.Equal(seen.Skip(1).TakeLast(10).Max(pair => pair.DelayNs), rig.Status.DelayForecastNs);
    }

    [Fact]
    public void Delay_OfTheFirstInferenceOfAnEpoch_IsForgottenOnceAWarmOneIsKnown()
    {
        var rig = new LoopRig();
        rig.Inference.LatencyNs = 600 * Ms;
        rig.Start();
        Assert.True(rig.Status.DelayForecastNs >= 600 * Ms);
        rig.Inference.LatencyNs = 30 * Ms;
        rig.Run(2);
        Assert.InRange(rig.Status.DelayForecastNs, 30 * Ms, 100 * Ms);
    }

    [Fact]
    public void RealTimeChunking_SteadyDelay_EveryChunkJoins()
    {
        var rig = new LoopRig(executor: ExecutorKind.RealTimeChunking, policy: Prefix(8));
        rig.Inference.LatencyNs = 200 * Ms;
        rig.Start();
        rig.Run(10);
        Assert.Equal((ControlMode.Running, 0L), (rig.Status.Mode, rig.Status.HoldCount));

        // The age of the picture adds up to a frame; the first delay may have been a lucky one.
        Assert.InRange(rig.Status.DiscardedChunkCount, 0, 1);
        Assert.True(rig.Inference.RequestCount > 15);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void RealTimeChunking_OneSlowInference_IsTurnedDownAndTheArmGoesOn()
    {
        var rig = new LoopRig(executor: ExecutorKind.RealTimeChunking, policy: Prefix(8));
        rig.Start();
        rig.Run(2);
        rig.Inference.LatencyNs = 200 * Ms;
        rig.Run(3);
        Assert.Equal((ControlMode.Running, 1L, 0L), (rig.Status.Mode, rig.Status.DiscardedChunkCount, rig.Status.HoldCount));
    }

    [Fact]
    public void RealTimeChunking_SlowerThanThePolicyWasMadeFor_StopsByName()
    {
        var refused = 0;
        var rig = new LoopRig(
            executor: ExecutorKind.RealTimeChunking,
            policy: Prefix(2),
            sinks: new Watch(tick => refused += tick is { Answer: not null, Acceptance: ChunkAcceptance.DelayUnderestimated } ? 1 : 0));
        rig.Inference.LatencyNs = 250 * Ms;
        rig.Start();
        rig.RunUntil(status => status.Mode == ControlMode.Holding);
        Assert.Equal((StopCause.DelayUnderestimated, false), (rig.Status.Cause, rig.Status.NeedsOperator));
        rig.RunUntil(status => status.NeedsOperator);
        Assert.Equal((StopCause.DelayUnderestimated, 5), (rig.Status.Cause, refused));
        rig.Inference.LatencyNs = 20 * Ms;
        rig.Run(1);
        Assert.Equal(ControlMode.ProtectiveStop, rig.Status.Mode);
        Assert.True(rig.Loop.TryPost(LoopCommand.Resume));
        rig.RunUntil(status => status.Mode == ControlMode.Running, 1);
        rig.Run(3);
        Assert.Equal((ControlMode.Running, 5), (rig.Status.Mode, refused));
        Assert.Null(rig.Violation);
    }

    private static Func<PolicySpec, PolicySpec> Prefix(int maxDelaySteps) =>
        spec => spec with { Conditioning = ChunkConditioning.Prefix, MaxDelaySteps = maxDelaySteps };

    private sealed class Watch(Action<TickRecord> look) : ITickSink
    {
        public void OnTick(in TickRecord tick) => look(tick);
    }
}
