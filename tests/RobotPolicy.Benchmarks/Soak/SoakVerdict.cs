using System.Globalization;
using RobotPolicy.Benchmarks.Reporting;

namespace RobotPolicy.Benchmarks.Soak;

/// <summary>What a soak must hold, and whether it did.</summary>
/// <param name="Name">What is judged.</param>
/// <param name="Figure">What was found.</param>
/// <param name="Bar">What is allowed.</param>
/// <param name="Passed">Whether it is; <see langword="null"/> where the soak was too short to tell.</param>
internal sealed record SoakVerdict(string Name, string Figure, string Bar, bool? Passed)
{
    private const double SlopeBar = 1;
    private const double LostBar = 1.5;
    private const double LeastChance = 0.01;

    // Code is compiled anew for some minutes while it turns out to be hot, and the collector learns how much it needs.
    private const double WarmUpSeconds = 600;

    // A shorter time cannot tell a megabyte an hour from a page that was touched late.
    private const double LeastSeconds = 600;

    // The service's own words for what must not happen in a run in which nothing is thrown at it.
    private static readonly string[] MustBeZero =
        ["errors.internal", "recording.dropped", "inferences.Failed", "inferences.NonFinite", "commands.unsent", "failure.unsignalled", "alerts.dropped"];

    /// <summary>The first minute, in which most code is compiled, is not judged by its deadlines.</summary>
    public const double SettleSeconds = 60;

    /// <summary>All verdicts over a soak.</summary>
    /// <param name="samples">The samples in their order.</param>
    /// <param name="lost">What the machine took from other programs after the first minute.</param>
    /// <param name="succeeded">Episodes that succeeded.</param>
    /// <param name="hasErrors">Whether the log told of an error.</param>
    public static IReadOnlyList<SoakVerdict> Judge(IReadOnlyList<SoakSample> samples, in MachineLosses lost, int succeeded, bool hasErrors)
    {
        var last = samples[^1];
        var steady = samples.Where(sample => sample.Seconds >= WarmUpSeconds).ToList();
        bool? isLong = steady.Count > 1 && steady[^1].Seconds - steady[0].Seconds >= LeastSeconds ? true : null;
        var settled = samples.FirstOrDefault(sample => sample.Seconds >= SettleSeconds) ?? samples[0];
        double Since(string counter) => last.Counters[counter] - settled.Counters[counter];
        var (skipped, collected) = (Since("ticks.skipped"), Since("ticks.skipped_in_collections"));
        var (longTicks, seconds) = ((long)Since("ticks.long"), last.TickSeconds - settled.TickSeconds);
        var slope = Trend.TheilSen([.. steady.Select(sample => (sample.Seconds / 3600, sample.PrivateMegabytes))]);
        var verdicts = new List<SoakVerdict>
        {
            new($"memory's slope after {WarmUpSeconds / 60:F0} min", Text(slope, "MB/h"), $"≤ {SlopeBar:F0} MB/h", isLong is null ? null : slope <= SlopeBar),
            new("ticks longer than their period", Text(longTicks, "ticks"), "0", longTicks == 0),
            new("the same beside a bare loop", Text(longTicks, "ticks"), $"{Text(lost.Expected(seconds), "")}, by chance", lost.ChanceOfAtLeast(longTicks, seconds) >= LeastChance),
            new("deadlines skipped in collections", Text(collected, "ticks"), "0", collected == 0),
            new("deadlines skipped", Text(skipped, "ticks"), $"≤ {LostBar:0.0} × cyclictest's {lost.Deadlines}", skipped <= LostBar * lost.Deadlines),
            new("episodes", $"{succeeded} of {last.Episodes}", "≥ 95 % succeed", last.Episodes > 0 && succeeded >= 0.95 * last.Episodes),
            new("errors in the log", hasErrors ? "some" : "none", "none", !hasErrors),
        };
        foreach (var name in MustBeZero)
            verdicts.Add(last.Counters.TryGetValue(name, out var count)
                ? new SoakVerdict(name, Text(count, ""), "0", count == 0)
                : new SoakVerdict(name, "not told by the service", "0", false));
        return verdicts;
    }

    private static string Text(double value, string unit) => $"{value.ToString("0.##", CultureInfo.InvariantCulture)} {unit}".TrimEnd();
}
