using RobotPolicy.Control.Failure;
using RobotPolicy.Inference.Failure.Rollouts;

namespace RobotPolicy.Tests.Inference.Failure.Rollouts;

public sealed class RolloutCollectorTests
{
    [Fact]
    public void Take_MoreCallsThanFit_KeepsTheFirstAndCountsTheRest()
    {
        var collector = new RolloutCollector(SyntheticRollout.Call(0).Insight, SyntheticRollout.Horizon, 2, maxCalls: 2);
        for (var call = 0; call < 5; call++)
        {
            var (insight, chunk) = SyntheticRollout.Call(call);
            collector.Add(insight, chunk, isTaskStart: call < 2);
        }

        var rollout = collector.Take(SyntheticRollout.Info())!;

        Assert.Equal((2, 3L), (rollout.Count, rollout.Dropped));
        Assert.Equal([1f, 2, -1], rollout.Embedding(1).ToArray());
        Assert.Equal(0.1 + 7, rollout.Chunk(1)[7], 12);
        Assert.Null(rollout.Check());
        Assert.Equal((0, 0L), (collector.Count, collector.Dropped));
        Assert.Null(collector.Take(SyntheticRollout.Info()));
    }

    [Fact]
    public void Inferred_AfterTake_LeavesTheTakenRolloutAlone()
    {
        var collector = new RolloutCollector(SyntheticRollout.Call(0).Insight, SyntheticRollout.Horizon, 2);
        var (first, chunk) = SyntheticRollout.Call(1);
        collector.Add(first, chunk, true);
        var rollout = collector.Take(SyntheticRollout.Info())!;
        var (second, other) = SyntheticRollout.Call(9);

        // One that was still running when its episode was taken belongs to no other.
        collector.Add(second, other, true);
        Assert.Equal(0, collector.Count);

        other.Epoch++;
        collector.Add(second, other, true);
        Assert.Equal([1f, 2, -1], rollout.Embedding(0).ToArray());
        Assert.Equal(1, collector.Count);
    }

    [Fact]
    public void Inferred_OtherSizes_IsDropped()
    {
        var collector = new RolloutCollector(SyntheticRollout.Call(0).Insight, SyntheticRollout.Horizon, 2);
        var (insight, chunk) = SyntheticRollout.Call(0, samples: 3);

        collector.Add(insight, chunk, true);

        Assert.Equal((0, 1L), (collector.Count, collector.Dropped));
    }

    [Fact]
    public void Inferred_SteadyState_AllocatesNothing()
    {
        var collector = new RolloutCollector(SyntheticRollout.Call(0).Insight, SyntheticRollout.Horizon, 2);
        var (insight, chunk) = SyntheticRollout.Call(0);
        collector.Add(insight, chunk, true);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            collector.Add(insight, chunk, true);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Score_TwoEpochs_NumbersCallsAndResetsByEpoch()
    {
        var collector = new RolloutCollector(SyntheticRollout.Call(0).Insight, SyntheticRollout.Horizon, 2);
        for (var call = 0; call < 5; call++)
        {
            var (insight, chunk) = SyntheticRollout.Call(call);
            chunk.Epoch = call < 3 ? 1 : 2;
            collector.Add(insight, chunk, call < 3);
        }

        var score = new CallScore();
        var values = RolloutScorer.Score(collector.Take(SyntheticRollout.Info())!, score);

        // call · 100 + elapsed steps; 400 ms are four actions of 100 ms.
        Assert.Equal([0, 104, 204, 0, 104], values);
        Assert.Equal(2, score.Resets);
    }

    private sealed class CallScore : IFailureScore
    {
        public string Name => "call";

        public int Resets { get; private set; }

        public double Score(in ScoreInput input) => (input.Call * 100) + input.ElapsedSteps;

        public void Reset() => Resets++;
    }
}
