using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Failure.Rollouts;

namespace RobotPolicy.Tests.Inference.Failure.Rollouts;

/// <summary>Rollouts of a policy that does not exist: d = 3, B = 2, 4 actions of 2 numbers, 2 joints.</summary>
internal static class SyntheticRollout
{
    public const int Horizon = 4;
    public const string Hash = "00000000000000000000000000000000000000000000000000000000000000aa";

    public static RolloutInfo Info(RolloutOutcome outcome = RolloutOutcome.Success, string hash = Hash) =>
        new() { Outcome = outcome, Package = "test", PackageHash = hash };

    /// <summary>An inference whose numbers all follow from the call.</summary>
    public static (PolicyInsight Insight, ActionChunk Chunk) Call(int call, float shift = 0, int samples = 2)
    {
        float[] embedding = [call + shift, 2 * call, -1];
        var sampled = new float[samples * Horizon * 2];
        for (var i = 0; i < sampled.Length; i++)
            sampled[i] = call + (0.5f * i);
        var insight = new PolicyInsight(embedding, sampled, samples, Horizon, 1, 2) { Executed = sampled.AsMemory(0, Horizon * 2) };
        var chunk = new ActionChunk(Horizon, 2) { Epoch = 7, StartNs = 1000 + (call * 400_000_000L), IntervalNs = 100_000_000, ModelNs = 5 + call };
        for (var i = 0; i < chunk.Actions.Length; i++)
            chunk.Actions[i] = (0.1 * call) + i;
        return (insight, chunk);
    }

    public static Rollout Of(int calls, RolloutInfo? info = null)
    {
        var collector = new RolloutCollector(Call(0).Insight, Horizon, 2);
        for (var call = 0; call < calls; call++)
        {
            var (insight, chunk) = Call(call);
            collector.Add(insight, chunk, isTaskStart: true);
        }

        return collector.Take(info ?? Info())!;
    }
}
