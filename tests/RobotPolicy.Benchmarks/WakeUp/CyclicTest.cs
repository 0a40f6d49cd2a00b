using System.Globalization;
using System.Text.RegularExpressions;
using RobotPolicy.Benchmarks.Reporting;

namespace RobotPolicy.Benchmarks.WakeUp;

/// <summary><c>cyclictest</c> of rt-tests, the native reference for a punctual wake-up.</summary>
internal static partial class CyclicTest
{
    private const int LongestMicroseconds = 100_000;

    /// <summary>Lateness of wake-ups at absolute deadlines, as a percentile in microseconds.</summary>
    /// <param name="periodMicroseconds">Period of the deadlines.</param>
    /// <param name="loops">Number of wake-ups.</param>
    /// <param name="priority">SCHED_FIFO priority; 0 for the ordinary scheduler.</param>
    /// <param name="core">Core that it is pinned to.</param>
    /// <param name="q">Percentile in 0…1.</param>
    public static double LatenessMicroseconds(int periodMicroseconds, int loops, int priority, int core, double q)
    {
        // --default-system: cyclictest must not hold the processor awake, since our process does not either.
        var limit = TimeSpan.FromMilliseconds(periodMicroseconds / 1000.0 * loops) + TimeSpan.FromSeconds(30);
        using var process = ReferenceProcess.Start("cyclictest",
        [
            "-q", "-m", "-t", "1", "--default-system",
            "-i", Text(periodMicroseconds), "-l", Text(loops), "-p", Text(priority), "-a", Text(core), "-h", Text(LongestMicroseconds),
        ]);
        var output = process.ReadToEnd(limit);

        // Histogram lines: "000012 000345", lateness in µs and its count; what is beyond the table is reported apart.
        var total = 0L;
        var histogram = new List<(int Lateness, long Count)>();
        foreach (Match line in HistogramLine().Matches(output))
        {
            var count = long.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture);
            histogram.Add((int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture), count));
            total += count;
        }

        var seen = 0L;
        foreach (var (lateness, count) in histogram)
        {
            seen += count;
            if (seen >= q * loops)
                return lateness;
        }

        return total == 0 ? double.NaN : LongestMicroseconds;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d{6}) (\d{6,})\s*$", RegexOptions.Multiline)]
    private static partial Regex HistogramLine();
}
