using System.Globalization;
using System.Text.RegularExpressions;
using RobotPolicy.Benchmarks.Reporting;

namespace RobotPolicy.Benchmarks.RoundTrip;

/// <summary>Cyclone DDS's own <c>ddsperf</c>, the native reference for a round trip.</summary>
internal static partial class DdsPerf
{
    /// <summary>Median round trip in microseconds: reliable, 12-byte payload, woken by a wait set as ours is.</summary>
    /// <param name="domain">DDS domain.</param>
    /// <param name="configuration">Path of the Cyclone DDS configuration, the same that our processes use.</param>
    /// <param name="seconds">Duration; the first second is warm-up.</param>
    /// <param name="core">Core that both processes share, or −1 for wherever the scheduler puts them.</param>
    public static double MedianRoundTripMicroseconds(uint domain, string configuration, int seconds, int core)
    {
        (string, string)[] environment = [("CYCLONEDDS_URI", "file://" + configuration)];
        string id = domain.ToString(CultureInfo.InvariantCulture);
        using var pong = ReferenceProcess.StartOn(core, "ddsperf", ["-i", id, "pong", "waitset"], environment);
        using var ping = ReferenceProcess.StartOn(
            core, "ddsperf", ["-i", id, "-D", (seconds + 2).ToString(CultureInfo.InvariantCulture), "ping", "waitset"], environment);
        var output = ping.ReadToEnd(TimeSpan.FromSeconds(seconds + 30));

        // One line a second: "… mean 26.2us min 6.7us 50% 28.6us …". ddsperf prints half of the round trip.
        var medians = MedianColumn().Matches(output)
            .Select(match => 2 * double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            .Skip(1)
            .ToArray();
        return Statistics.Median(medians);
    }

    [GeneratedRegex(@" 50% ([0-9.]+)us")]
    private static partial Regex MedianColumn();
}
