using System.Globalization;
using RobotPolicy.Api.V1;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Watching;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Benchmarks.Watching;

/// <summary>
/// What clients that watch cost the control thread: duration and wake-up of its ticks while the state streams to clients, against the
/// same service without any, in alternating rounds. Service, simulator and clients are processes of their own, and a policy moves the
/// arm. On few cores the figure contains what the service's own threads and the kernel's loopback take away beside the control thread.
/// </summary>
internal static class WatchedTickBenchmark
{
    private const int Clients = 20;
    private const double StreamHz = 100;
    private const int ControlHz = 1000;
    private const double Quantile = 0.999;

    /// <summary>"Nothing measurable": within the noise of a wake-up from round to round.</summary>
    private const double Bar = 1.2;

    // Of the states that should have arrived: fewer, and the rounds did not measure what they say.
    private const double LeastDelivered = 0.9;
    private const int SettleSeconds = 4;
    private static readonly (string Metric, string Name)[] Measured =
    [
        ("tick.duration", $"tick p99.9, {Clients} clients"),
        ("tick.lateness", $"tick wake-up p99.9, {Clients} clients"),
    ];

    public static BenchmarkRow[] Run(int rounds, int seconds, Action<string> progress) => RunAsync(rounds, seconds, progress).GetAwaiter().GetResult();

    private static async Task<BenchmarkRow[]> RunAsync(int rounds, int seconds, Action<string> progress)
    {
        var setup = CampaignSetup.Find();
        using var simulator = await Programs.StartSimulatorAsync(setup, seed: 1000, CancellationToken.None);
        using var process = await Programs.StartServiceAsync(
            setup, CancellationToken.None, "--rate", ControlHz.ToString(CultureInfo.InvariantCulture), "--task", "pick up the cube");
        using var service = new ServiceClient(setup.Endpoint, TimeProvider.System);
        await service.WaitAsync(state => state.Mode == ControlMode.Running, "the policy to move the arm", CancellationToken.None);

        var watched = Measured.Select(_ => new List<double>()).ToArray();
        var alone = Measured.Select(_ => new List<double>()).ToArray();

        // The first round only warms up: code is compiled anew while it turns out to be hot.
        for (var round = -1; round < rounds; round++)
        {
            progress(round < 0 ? "watched ticks, warm-up" : $"watched ticks {round + 1}/{rounds}");
            var without = await MeasureAsync(service, seconds);
            var with = await MeasureWatchedAsync(service, setup.Endpoint, seconds);
            for (var i = 0; round >= 0 && i < Measured.Length; i++)
            {
                alone[i].Add(without[i]);
                watched[i].Add(with[i]);
            }
        }

        return [.. Measured.Select((row, i) => new BenchmarkRow($"{row.Name}", "µs", watched[i], alone[i], "without", Bar))];
    }

    private static async Task<double[]> MeasureWatchedAsync(ServiceClient service, string endpoint, int seconds)
    {
        using var watchers = StateWatchers.Start(endpoint, Clients, StreamHz, SettleSeconds + seconds + 1);
        await Task.Delay(TimeSpan.FromSeconds(SettleSeconds));
        var measured = await MeasureAsync(service, seconds);
        var received = long.Parse(watchers.ReadToEnd(TimeSpan.FromSeconds(30)), CultureInfo.InvariantCulture);
        var expected = Clients * StreamHz * seconds;
        return received >= LeastDelivered * expected
            ? measured
            : throw new InvalidOperationException($"The clients received {received} states, of at least {expected} in the time that was measured.");
    }

    private static async Task<double[]> MeasureAsync(ServiceClient service, int seconds)
    {
        var before = await ServiceReading.ReadAsync(service);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var after = await ServiceReading.ReadAsync(service);
        var state = await service.StateAsync(CancellationToken.None);
        if (state.Mode != ControlMode.Running)
            throw new InvalidOperationException($"The robot does not run a policy any more: {state.Mode}, {state.Cause} {state.Culprit}.");
        return [.. Measured.Select(row => DistributionWindow.QuantileMicroseconds(before.Distributions[row.Metric], after.Distributions[row.Metric], Quantile))];
    }
}
