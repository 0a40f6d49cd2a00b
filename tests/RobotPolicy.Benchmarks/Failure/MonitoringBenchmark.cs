using System.Text.Json;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Control.Failure;

namespace RobotPolicy.Benchmarks.Failure;

/// <summary>
/// What watching for failures adds to an inference of the shipped diffusion package with its 32 samples: its own monitor, and one of
/// four scores. Inferences with and without scoring take turns; the scoring's own time is held against the inference's.
/// </summary>
internal static class MonitoringBenchmark
{
    private const int WarmUps = 10;
    private const int Inferences = 20;
    private const double ShareBar = 0.10;

    public static BenchmarkRow[] Run(int rounds, string folder, Action<string> progress)
    {
        using var inference = new MonitoredInference();
        using var single = new MonitoredInference(samples: 1);
        var shipped = inference.Policy.Monitor ?? throw new InvalidOperationException("The package has no monitor.");
        var full = inference.CreateFullMonitor();
        var count = inference.Policy.Insight.SampleCount;
        for (var i = 0; i < WarmUps; i++)
            Measure(inference, shipped, full, single);
        var measured = new List<Turn[]>();
        for (var round = 0; round < rounds; round++)
        {
            progress($"monitoring {round + 1}/{rounds}");
            var turns = new Turn[Inferences];
            for (var i = 0; i < turns.Length; i++)
                turns[i] = Measure(inference, shipped, full, single);
            measured.Add(turns);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "monitoring.json"), JsonSerializer.Serialize(new { unit = "µs", samples = count, rounds = measured }));
        var without = Medians(turn => turn.WithoutMonitor);
        return
        [
            new("scoring, the package's monitor", "µs", Medians(turn => turn.ShippedScoring), without, $"an inference of {count} samples", ShareBar),
            new("scoring, rnd_oe + ace + stac + consistency", "µs", Medians(turn => turn.FullScoring), without, $"an inference of {count} samples", ShareBar),
            new("inference and the package's monitor", "µs", Medians(turn => turn.WithShipped), without, "the inference alone", 1 + ShareBar),
            new("inference and all four scores", "µs", Medians(turn => turn.WithFull), without, "the inference alone", 1 + ShareBar),
            new("scoring, allocated", "B", Worst(turn => turn.ShippedBytes), [.. measured.Select(_ => 1.0)], "a byte a scoring", 0),
            new("scoring by all four, allocated", "B", Worst(turn => turn.FullBytes), [.. measured.Select(_ => 1.0)], "a byte a scoring", 0),
            new($"inference of {count} samples", "µs", without, Medians(turn => turn.SingleSample), "an inference of one sample", count),
        ];

        double[] Medians(Func<Turn, double> of) => [.. measured.Select(turns => Statistics.Median([.. turns.Select(of)]))];
        double[] Worst(Func<Turn, long> of) => [.. measured.Select(turns => (double)turns.Max(of))];
    }

    private static Turn Measure(MonitoredInference inference, IFailureMonitor shipped, FailureMonitor full, MonitoredInference single)
    {
        // All inferences of a turn look at one instant, so that each monitor sees chunks that overlap as they do on a robot.
        inference.Advance();
        single.Advance();
        var start = TimeProvider.System.GetTimestamp();
        inference.Infer();
        var without = TimeProvider.System.GetElapsedTime(start);
        var (shippedInference, shippedScoring, shippedBytes) = Judge(inference, shipped);
        var (fullInference, fullScoring, fullBytes) = Judge(inference, full);
        start = TimeProvider.System.GetTimestamp();
        single.Infer();
        var one = TimeProvider.System.GetElapsedTime(start);
        return new Turn(
            without.TotalMicroseconds,
            (shippedInference + shippedScoring).TotalMicroseconds,
            shippedScoring.TotalMicroseconds,
            shippedBytes,
            (fullInference + fullScoring).TotalMicroseconds,
            fullScoring.TotalMicroseconds,
            fullBytes,
            one.TotalMicroseconds);
    }

    private static (TimeSpan Inference, TimeSpan Scoring, long Bytes) Judge(MonitoredInference inference, IFailureMonitor monitor)
    {
        var start = TimeProvider.System.GetTimestamp();
        inference.Infer();
        var between = TimeProvider.System.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var report = inference.Assess(monitor);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        var scoring = TimeProvider.System.GetElapsedTime(between);

        // A score that has nothing to look at costs nothing; only the first call of some has none.
        return report.Reason is DegradedReason.ScoreThrew or DegradedReason.InputMissing
            ? throw new InvalidOperationException($"The monitor is degraded: {report.Reason}.")
            : (TimeProvider.System.GetElapsedTime(start, between), scoring, bytes);
    }

    /// <summary>One turn: times in microseconds, bytes of the managed heap.</summary>
    private sealed record Turn(
        double WithoutMonitor,
        double WithShipped,
        double ShippedScoring,
        long ShippedBytes,
        double WithFull,
        double FullScoring,
        long FullBytes,
        double SingleSample);
}
