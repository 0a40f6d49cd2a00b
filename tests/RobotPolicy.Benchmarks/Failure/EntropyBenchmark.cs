using System.Text.Json;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Scores;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Benchmarks.Failure;

/// <summary>
/// The entropy of 256 sampled chunks of 16 actions of three numbers, the sizes of the published comparison, beside the same figure by a
/// dictionary of cells, in turns on the same samples.
/// </summary>
internal static class EntropyBenchmark
{
    private const int Samples = 256;
    private const int Steps = 16;
    private const int Dimensions = 3;
    private const int Calls = 400;
    private const int WarmUps = 2000;
    private const double CellSize = 0.03;

    /// <summary>What a score may take, in microseconds.</summary>
    private const double LimitMicroseconds = 200;

    public static BenchmarkRow[] Run(int rounds, string folder, Action<string> progress)
    {
        var insight = new PolicyInsight(default, Draw(new Random(5)), Samples, Steps, 0, Dimensions);
        var chunk = new ActionChunk(Steps, Dimensions);
        var score = new ActionEntropyScore(SampleShape.Of(insight), [0, 1, 2], [CellSize, CellSize, CellSize]);
        var input = new ScoreInput(insight, chunk, 0, 0);
        var (expected, actual) = (NaiveEntropy.Of(insight, CellSize), score.Score(in input));
        if (!(Math.Abs(expected - actual) < 1e-9))
            throw new InvalidOperationException($"Two ways to one entropy: {actual} and {expected}.");
        for (var i = 0; i < WarmUps; i++)
            score.Score(in input);
        for (var i = 0; i < WarmUps / 10; i++)
            NaiveEntropy.Of(insight, CellSize);

        var (ours, naive) = (new List<double[]>(), new List<double[]>());
        long bytes = 0;
        for (var round = 0; round < rounds; round++)
        {
            progress($"entropy {round + 1}/{rounds}");
            var (mine, theirs) = (new double[Calls], new double[Calls]);
            for (var i = 0; i < Calls; i++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var start = TimeProvider.System.GetTimestamp();
                score.Score(in input);
                mine[i] = TimeProvider.System.GetElapsedTime(start).TotalMicroseconds;
                bytes += GC.GetAllocatedBytesForCurrentThread() - before;
                start = TimeProvider.System.GetTimestamp();
                NaiveEntropy.Of(insight, CellSize);
                theirs[i] = TimeProvider.System.GetElapsedTime(start).TotalMicroseconds;
            }

            ours.Add(mine);
            naive.Add(theirs);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "entropy.json"), JsonSerializer.Serialize(new { unit = "µs", ours, naive }));
        double[] medians = [.. ours.Select(Statistics.Median)];
        const string Name = "entropy, 256 × 16 × 3";
        return
        [
            new BenchmarkRow(Name, "µs", medians, [.. ours.Select(_ => LimitMicroseconds)], "limit", 1),
            new BenchmarkRow($"{Name}, dictionary", "µs", medians, [.. naive.Select(Statistics.Median)], "a dictionary of cells", 1),
            new BenchmarkRow($"{Name}, allocated", "B", [(double)bytes / (rounds * Calls)], [1], "a byte a scoring", 0),
        ];
    }

    /// <summary>Three ways of going on that fan out, as a sampled policy has them.</summary>
    private static float[] Draw(Random random)
    {
        var samples = new float[Samples * Steps * Dimensions];
        for (var b = 0; b < Samples; b++)
        {
            var way = random.Next(3) - 1;
            for (var i = 0; i < Steps * Dimensions; i++)
                samples[(b * Steps * Dimensions) + i] = (float)((way * 0.5) + (0.02 * (i / Dimensions) * (random.NextDouble() - 0.5)));
        }

        return samples;
    }
}
