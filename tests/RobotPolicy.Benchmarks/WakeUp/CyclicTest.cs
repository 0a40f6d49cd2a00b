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
        using var process = Start(periodMicroseconds, loops, priority, core);
        var histogram = Read(process, TimeSpan.FromMilliseconds(periodMicroseconds / 1000.0 * loops) + TimeSpan.FromSeconds(30));
        var total = histogram.Sum(bin => bin.Count);
        var seen = 0L;
        foreach (var (lateness, count) in histogram)
        {
            seen += count;
            if (seen >= q * loops)
                return lateness;
        }

        return total == 0 ? double.NaN : LongestMicroseconds;
    }

    /// <summary>Starts it; <see cref="Read"/> waits for its end.</summary>
    /// <param name="periodMicroseconds">Period of the deadlines.</param>
    /// <param name="loops">Number of wake-ups.</param>
    /// <param name="priority">SCHED_FIFO priority; 0 for the ordinary scheduler.</param>
    /// <param name="core">Core that it is pinned to; −1 leaves it to the scheduler.</param>
    public static ReferenceProcess Start(int periodMicroseconds, int loops, int priority, int core) => ReferenceProcess.Start("cyclictest",
    [
        // --default-system: cyclictest must not hold the processor awake, since our process does not either.
        "-q", "-m", "-t", "1", "--default-system",
        "-i", Text(periodMicroseconds), "-l", Text(loops), "-p", Text(priority), "-h", Text(LongestMicroseconds),
        .. core < 0 ? (string[])[] : ["-a", Text(core)],
    ]);

    /// <summary>Lateness in whole microseconds and how often it was met.</summary>
    public static IReadOnlyList<(int Lateness, long Count)> Read(ReferenceProcess process, TimeSpan limit) =>
    [
        // Histogram lines: "000012 000345", lateness in µs and its count; what is beyond the table is reported apart.
        .. HistogramLine().Matches(process.ReadToEnd(limit)).Select(line => (
            int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture))),
    ];

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d{6}) (\d{6,})\s*$", RegexOptions.Multiline)]
    private static partial Regex HistogramLine();
}
