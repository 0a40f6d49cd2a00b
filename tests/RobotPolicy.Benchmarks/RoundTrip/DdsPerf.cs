using System.Globalization;
using System.Text.RegularExpressions;
using RobotPolicy.Benchmarks.Reporting;

namespace RobotPolicy.Benchmarks.RoundTrip;

/// <summary>Cyclone DDS's own <c>ddsperf</c>, the native reference for a round trip.</summary>
internal static partial class DdsPerf
{
    /// <summary>
    /// Median and 99th percentile of the round trip in microseconds: reliable, 12-byte payload, woken by a wait set as ours is. Each is the
    /// median over the seconds that the program reports one by one.
    /// </summary>
    /// <param name="domain">DDS domain.</param>
    /// <param name="configuration">Path of the Cyclone DDS configuration, the same that our processes use.</param>
    /// <param name="seconds">Duration; the first second is warm-up.</param>
    /// <param name="core">Core that both processes share, or −1 for wherever the scheduler puts them.</param>
    public static (double Median, double P99) RoundTripMicroseconds(uint domain, string configuration, int seconds, int core)
    {
        (string, string)[] environment = [("CYCLONEDDS_URI", "file://" + configuration)];
        string id = domain.ToString(CultureInfo.InvariantCulture);
        using var pong = ReferenceProcess.StartOn(core, "ddsperf", ["-i", id, "pong", "waitset"], environment);
        using var ping = ReferenceProcess.StartOn(
            core, "ddsperf", ["-i", id, "-D", (seconds + 2).ToString(CultureInfo.InvariantCulture), "ping", "waitset"], environment);
        var output = ping.ReadToEnd(TimeSpan.FromSeconds(seconds + 30));

        // One line a second: "… mean 26.2us min 6.7us 50% 28.6us 90% 33.1us 99% 52.0us max …". ddsperf prints half of the round trip.
        var lines = Columns().Matches(output).Skip(1).ToArray();
        double Column(int group) => Statistics.Median([.. lines.Select(line => 2 * double.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture))]);
        return (Column(1), Column(2));
    }

    [GeneratedRegex(@" 50% ([0-9.]+)us.* 99% ([0-9.]+)us")]
    private static partial Regex Columns();
}
