using System.Globalization;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Campaigns.Episodes;

/// <summary>The service's figures in words, as its API states them.</summary>
internal static class ServiceFigures
{
    private const double MillisecondsPerSecond = 1e3;

    /// <summary>Distributions first, then the counters that have counted something; topics are what the console shows.</summary>
    public static IEnumerable<(string Name, string Value)> Read(Metrics metrics, IReadOnlyList<EpisodeResult> results)
    {
        foreach (var distribution in metrics.Distributions)
            yield return (distribution.Name, Describe(distribution));
        foreach (var counter in metrics.Counters)
            if (counter.Value != 0 && !counter.Name.StartsWith("topics.", StringComparison.Ordinal))
                yield return (counter.Name, counter.Value.ToString("0.###", CultureInfo.InvariantCulture));
        if (results.Count > 0)
            yield return ("episode length", Invariant($"{results.Average(result => result.Seconds):F1} s mean"));
    }

    /// <summary>One distribution by name, or nothing.</summary>
    public static string Describe(Metrics metrics, string name) =>
        metrics.Distributions.FirstOrDefault(distribution => distribution.Name == name) is { } found ? Describe(found) : "";

    private static string Describe(Distribution distribution) => distribution.Count == 0
        ? "none yet"
        : Invariant(
            $"p50 {distribution.P50S * MillisecondsPerSecond:F2}  p99 {distribution.P99S * MillisecondsPerSecond:F2}  max {distribution.MaxS * MillisecondsPerSecond:F2} ms");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
