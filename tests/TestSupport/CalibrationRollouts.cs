using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Failure.Rollouts;

namespace RobotPolicy.TestSupport;

/// <summary>
/// Rollouts of a policy with embeddings of 6 numbers and 8 samples of 4 actions of 2 numbers, written into a folder: embeddings move along
/// a curve, and in failures leave it halfway, when samples scatter as well.
/// </summary>
internal static class CalibrationRollouts
{
    private const int Samples = 8;
    private const int Horizon = 4;

    public static void Write(string folder, string policyHash, int successes, int failures, int seed = 1)
    {
        var random = new Random(seed);
        for (var i = 0; i < successes + failures; i++)
        {
            var outcome = i < successes ? RolloutOutcome.Success : RolloutOutcome.Failure;
            Write(folder, $"{i:000}", One(new RolloutInfo { Outcome = outcome, Package = "scored", PackageHash = policyHash }, random));
        }
    }

    public static void Write(string folder, string name, Rollout rollout) => RolloutFile.Write(rollout, Path.Combine(folder, name + RolloutFile.Extension));

    public static Rollout One(RolloutInfo info, Random random, bool interrupted = false)
    {
        var embedding = new float[6];
        var samples = new float[Samples * Horizon * 2];
        var insight = new PolicyInsight(embedding, samples, Samples, Horizon, 0, 2);
        var chunk = new ActionChunk(Horizon, 2) { IntervalNs = 50_000_000 };
        var collector = new RolloutCollector(insight, Horizon, 2, maxCalls: 64);
        var calls = 18 + random.Next(5);
        for (var call = 0; call < calls; call++)
        {
            var strange = info.Outcome == RolloutOutcome.Failure ? Math.Max(0, call - (calls / 2)) : 0;
            for (var j = 0; j < embedding.Length; j++)
                embedding[j] = (float)(Math.Sin((0.2 * call) + j) + (0.1 * Noise(random)) + (strange * 0.6));
            for (var j = 0; j < samples.Length; j++)
                samples[j] = (float)(Math.Cos(0.2 * call) + ((0.05 + (0.2 * strange)) * Noise(random)));
            insight.Executed = samples.AsMemory(0, Horizon * 2);
            chunk.StartNs = call * 100_000_000L;
            chunk.Epoch = interrupted && call > 9 ? 2 : 1;
            collector.Add(insight, chunk, isTaskStart: chunk.Epoch == 1);
        }

        return collector.Take(info)!;
    }

    private static double Noise(Random random) => random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
}
