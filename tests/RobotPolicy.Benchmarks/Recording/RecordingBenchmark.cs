using System.Globalization;
using RobotPolicy.Api.V1;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Benchmarks.Service;
using RobotPolicy.Benchmarks.Watching;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Watching;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Benchmarks.Recording;

/// <summary>
/// What recording costs: two raw 640×480 cameras at 30 Hz, joints at 500 Hz and ticks at 500 Hz, uncompressed. Duration and wake-up of the
/// control thread's ticks while everything is recorded, against the same service without, in alternating rounds; the recorder's part of a
/// core; and what was dropped. Service and robot are processes of their own; the files are deleted after each round.
/// </summary>
internal static class RecordingBenchmark
{
    private const double Quantile = 0.999;
    private const double TickBar = 1.1;
    private const double CoreBar = 10;
    private const int SettleSeconds = 3;

    // Of the messages that the robot sends: fewer, and the round did not measure what it says.
    private const double LeastRecorded = 0.95;
    private static readonly (string Metric, string Name)[] Measured =
    [
        ("tick.duration", "tick p99.9, recorded"),
        ("tick.lateness", "tick wake-up p99.9, recorded"),
    ];

    public static BenchmarkRow[] Run(int rounds, int seconds, Action<string> progress) => RunAsync(rounds, seconds, progress).GetAwaiter().GetResult();

    private static async Task<BenchmarkRow[]> RunAsync(int rounds, int seconds, Action<string> progress)
    {
        var setup = CampaignSetup.Find();
        var folder = Directory.CreateTempSubdirectory("robotpolicy-bench-").FullName;
        using var robot = ReferenceProcess.StartOn(
            -1, Environment.ProcessPath!, [RobotStandIn.Command, "--hardware", setup.Hardware, "--domain", $"{setup.Domain}"]);
        try
        {
            var with = new List<Round>();
            var without = new List<Round>();

            // The first round only warms up.
            for (var round = -1; round < rounds; round++)
            {
                progress(round < 0 ? "recording, warm-up" : $"recording {round + 1}/{rounds}");
                var alone = await MeasureAsync(setup, null, round < 0 ? 2 : seconds);
                var recorded = await MeasureAsync(setup, folder, round < 0 ? 2 : seconds);
                foreach (var bag in Directory.GetDirectories(folder))
                    Directory.Delete(bag, recursive: true);
                if (round < 0)
                    continue;
                without.Add(alone);
                with.Add(recorded);
            }

            return
            [
                .. Measured.Select((row, i) => new BenchmarkRow(
                    row.Name, "µs", [.. with.Select(round => round.Ticks[i])], [.. without.Select(round => round.Ticks[i])], "not recorded", TickBar)),
                new BenchmarkRow(
                    "recorder, 56 MB/s", "% of a core", [.. with.Select(round => round.Core)], [.. with.Select(_ => CoreBar)], "a tenth of a core", 1),
                new BenchmarkRow(
                    $"dropped of {with.Sum(round => round.Messages)} messages", "messages", [.. with.Select(round => round.Dropped)], [.. with.Select(_ => 1.0)], "one", 0),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Round> MeasureAsync(CampaignSetup setup, string? folder, int seconds)
    {
        string[] record = folder is null ? [] : ["--record", folder, "--record-reserve-mb", "512"];
        using var process = await Programs.StartServiceAsync(
            setup, CancellationToken.None, ["--rate", RobotStandIn.DefaultJointHz.ToString(CultureInfo.InvariantCulture), .. record]);
        using var service = new ServiceClient(setup.Endpoint, TimeProvider.System);
        await service.WaitAsync(state => state.BlockedBy is StopCause.None or StopCause.NoCommandReceiver, "the robot to be seen", CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(SettleSeconds));
        var before = await ServiceReading.ReadAsync(service);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var after = await ServiceReading.ReadAsync(service);
        double Counted(string name) => after.Counters[name] - before.Counters[name];
        if (folder is null)
            return new Round(Ticks(before, after), 0, 0, 0);
        var messages = Counted("recording.messages");
        var expected = seconds * ((2 * RobotStandIn.DefaultJointHz) + (2 * RobotStandIn.PictureHz));
        if (messages < LeastRecorded * expected)
            throw new InvalidOperationException($"{messages} messages were recorded, of at least {expected} that were sent.");
        return new Round(Ticks(before, after), 100 * Counted("process.recorder_s") / seconds, Counted("recording.dropped"), (long)messages);
    }

    private static double[] Ticks(ServiceReading before, ServiceReading after) =>
        [.. Measured.Select(row => DistributionWindow.QuantileMicroseconds(before.Distributions[row.Metric], after.Distributions[row.Metric], Quantile))];

    private sealed record Round(double[] Ticks, double Core, double Dropped, long Messages);
}
