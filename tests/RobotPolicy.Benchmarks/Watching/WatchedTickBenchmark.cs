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
    private const int Consoles = 10;
    private const double StreamHz = 100;
    private const int ControlHz = 1000;
    private const double Quantile = 0.999;

    /// <summary>"Nothing measurable": within the noise of a wake-up from round to round.</summary>
    private const double Bar = 1.2;

    // Of the states that should have arrived: fewer, and the rounds did not measure what they say.
    private const double LeastDelivered = 0.9;
    private const int SettleSeconds = 4;
    private static readonly (string Metric, string Name)[] Measured = [("tick.duration", "tick p99.9"), ("tick.lateness", "tick wake-up p99.9")];

    /// <summary>Clients of the API that stream states.</summary>
    public static BenchmarkRow[] Run(int rounds, int seconds, Action<string> progress) =>
        RunAsync($"{Clients} clients", setup => (Clients * StreamHz, duration => StateWatchers.Start(setup.Endpoint, Clients, StreamHz, duration)), rounds, seconds, progress)
            .GetAwaiter().GetResult();

    /// <summary>Consoles with everything that a page holds open.</summary>
    public static BenchmarkRow[] RunConsoles(int rounds, int seconds, Action<string> progress) =>
        RunAsync($"{Consoles} consoles", setup => (Consoles * ConsoleWatchers.StateHz, duration => ConsoleWatchers.Start(setup.Console, Consoles, duration)), rounds, seconds, progress)
            .GetAwaiter().GetResult();

    private static async Task<BenchmarkRow[]> RunAsync(
        string who, Func<(string Endpoint, string Console), (double StatesHz, Func<int, ReferenceProcess> Start)> watchers, int rounds, int seconds, Action<string> progress)
    {
        var setup = CampaignSetup.Find();
        using var simulator = await Programs.StartSimulatorAsync(setup, seed: 1000, CancellationToken.None);
        using var process = await Programs.StartServiceAsync(
            setup, CancellationToken.None, "--rate", ControlHz.ToString(CultureInfo.InvariantCulture), "--task", "pick up the cube");
        var (statesHz, start) = watchers((setup.Endpoint, process.FindLine("Console at ") ?? throw new InvalidOperationException("The service has no console.")));
        using var service = new ServiceClient(setup.Endpoint, TimeProvider.System);
        await service.WaitAsync(state => state.Mode == ControlMode.Running, "the policy to move the arm", CancellationToken.None);

        var watched = Measured.Select(_ => new List<double>()).ToArray();
        var alone = Measured.Select(_ => new List<double>()).ToArray();

        // The first round only warms up: code is compiled anew while it turns out to be hot.
        for (var round = -1; round < rounds; round++)
        {
            progress(round < 0 ? "watched ticks, warm-up" : $"watched ticks {round + 1}/{rounds}");
            var without = await MeasureAsync(service, seconds);
            var with = await MeasureWatchedAsync(service, start, statesHz, seconds);
            for (var i = 0; round >= 0 && i < Measured.Length; i++)
            {
                alone[i].Add(without[i]);
                watched[i].Add(with[i]);
            }
        }

        return [.. Measured.Select((row, i) => new BenchmarkRow($"{row.Name}, {who}", "µs", watched[i], alone[i], "without", Bar))];
    }

    private static async Task<double[]> MeasureWatchedAsync(ServiceClient service, Func<int, ReferenceProcess> start, double statesHz, int seconds)
    {
        using var watchers = start(SettleSeconds + seconds + 1);
        await Task.Delay(TimeSpan.FromSeconds(SettleSeconds));
        var measured = await MeasureAsync(service, seconds);
        var received = long.Parse(watchers.ReadToEnd(TimeSpan.FromSeconds(30)), CultureInfo.InvariantCulture);
        var expected = statesHz * seconds;
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
