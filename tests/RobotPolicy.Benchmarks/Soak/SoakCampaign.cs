using System.Globalization;
using System.Text.Json;
using RobotPolicy.Api.V1;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Benchmarks.WakeUp;
using RobotPolicy.Benchmarks.Watching;
using RobotPolicy.Campaigns.Episodes;
using RobotPolicy.Campaigns.Goals;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Watching;
using RobotPolicy.Server.Hosting;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Benchmarks.Soak;

/// <summary>
/// The whole service for a long time: episodes on the simulator one after the other, each started and ended by an operator's command, every
/// chunk judged by the monitor, everything recorded within a bounded folder, clients that stream its state. Every few seconds a sample.
/// </summary>
/// <param name="minutes">How long.</param>
/// <param name="folder">Receives samples, plot and recording.</param>
internal sealed class SoakCampaign(double minutes, string folder)
{
    private const int RateHz = 500;
    private const int Clients = 3;
    private const double ClientHz = 30;
    private const int Seed = 5000;

    // Above the control thread, so that what it loses the machine has taken.
    private const int ReferencePriority = 60;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly List<SoakSample> _samples = [];
    private bool _hasErrors;

    /// <summary>Runs it and prints the verdicts.</summary>
    /// <returns>Whether all passed.</returns>
    public async Task<bool> RunAsync(TextWriter output, CancellationToken stop)
    {
        var recordings = Directory.CreateDirectory(Path.Combine(folder, "recording")).FullName;
        try
        {
            return await RunAsync(recordings, output, stop);
        }
        finally
        {
            // The service has ended by now, and writes no more.
            Directory.Delete(recordings, recursive: true);
        }
    }

    private async Task<bool> RunAsync(string recordings, TextWriter output, CancellationToken stop)
    {
        var setup = CampaignSetup.Find();
        var length = TimeSpan.FromMinutes(minutes);
        using var simulator = await Programs.StartSimulatorAsync(setup, Seed, stop);
        using var process = await Programs.StartServiceAsync(
            setup, stop, "--rate", RateHz.ToString(CultureInfo.InvariantCulture),
            "--record", recordings, "--record-keep-gb", "1", "--record-split-mb", "128", "--record-reserve-mb", "512");
        using var service = new ServiceClient(setup.Endpoint, TimeProvider.System);
        using var graph = new RobotGraph(setup.Domain, TimeProvider.System);
        using var watchers = StateWatchers.Start(setup.Endpoint, Clients, ClientHz, (int)length.TotalSeconds + 60);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var options = new EpisodeOptions(int.MaxValue, Seed, 30);
        var campaign = new EpisodeCampaign(graph, service, new Robotctl(setup), new FixedGoal(), options, TimeProvider.System);
        var episodes = campaign.RunAsync(new SilentView(options), end.Token);
        var start = TimeProvider.System.GetTimestamp();
        var lost = CountLostAsync(length, stop);
        var before = await ServiceReading.ReadAsync(service);
        var cpu = ProcessFigures.ProcessorSeconds(process.Id);
        for (var at = Period; at <= length && !stop.IsCancellationRequested && !episodes.IsCompleted; at += Period)
        {
            await Task.Delay(TimeSpan.FromTicks(Math.Max(0, (at - TimeProvider.System.GetElapsedTime(start)).Ticks)), stop);
            var after = await ServiceReading.ReadAsync(service);
            var used = ProcessFigures.ProcessorSeconds(process.Id);
            var sample = Sample(process.Id, TimeProvider.System.GetElapsedTime(start).TotalSeconds, before, after, 100 * (used - cpu) / Period.TotalSeconds, campaign.Results.Count);
            _samples.Add(sample);
            output.WriteLine(Line(sample, length));

            // The last lines alone are kept: looked at now, none is missed.
            _hasErrors |= process.HasPrinted(" fail: ") || process.HasPrinted(" crit: ");
            (before, cpu) = (after, used);
        }

        if (episodes.IsFaulted)
            await episodes;
        await end.CancelAsync();
        await Task.WhenAny(episodes, Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None));
        return Conclude(campaign.Results.Count(result => result.Success), await lost, output);
    }

    /// <summary>What the machine takes from other programs in the time in which the service's ticks are judged.</summary>
    private static async Task<MachineLosses> CountLostAsync(TimeSpan length, CancellationToken stop)
    {
        var settle = TimeSpan.FromSeconds(Math.Min(SoakVerdict.SettleSeconds, length.TotalSeconds / 2));
        await Task.Delay(settle, stop);
        // At the control thread's own priority: above it, it would be what makes ticks long.
        var spin = SpinReference.Start(RateHz, RealTimeOptions.DefaultPriority, length - settle);
        using var reference = CyclicTest.Start(1_000_000 / RateHz, (int)((length - settle).TotalSeconds * RateHz), ReferencePriority, core: -1);
        var histogram = await Task.Run(() => CyclicTest.Read(reference, length + TimeSpan.FromSeconds(30)), stop);
        var (moments, seconds) = await Task.Run(spin.Join, stop);
        return new MachineLosses(histogram.Sum(bin => bin.Lateness / (1_000_000 / RateHz) * bin.Count), moments, seconds);
    }

    private bool Conclude(int succeeded, MachineLosses lost, TextWriter output)
    {
        File.WriteAllLines(Path.Combine(folder, "samples.jsonl"), _samples.Select(sample => JsonSerializer.Serialize(sample)));
        Plot();
        if (_samples.Count == 0)
            return false;
        var verdicts = SoakVerdict.Judge(_samples, lost, succeeded, _hasErrors);
        output.WriteLine();
        foreach (var verdict in verdicts)
            output.WriteLine($"{verdict.Name,-34} | {verdict.Figure,-16} | {verdict.Bar,-24} | {verdict.Passed switch { true => "pass", false => "MISSED", null => "too short to tell" }}");
        var last = _samples[^1].Counters;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"deadlines for which no tick ran: {last.GetValueOrDefault("ticks.skipped"):0} with the start, {last.GetValueOrDefault("ticks.skipped_in_collections"):0} of them in garbage collections; cyclictest, at a higher priority, lost {lost.Deadlines}"));
        return verdicts.All(verdict => verdict.Passed != false);
    }

    private void Plot() => new SvgChart()
        .Panel("memory", "minutes", "MB", [("resident", Series(sample => sample.ResidentMegabytes)), ("private", Series(sample => sample.PrivateMegabytes))])
        .Panel("ticks, p99.9", "minutes", "µs", [("duration", Series(sample => sample.TickMicroseconds)), ("wake-up", Series(sample => sample.LatenessMicroseconds))])
        .Panel("processor", "minutes", "% of a core", [("service", Series(sample => sample.CorePercent))])
        .Save(Path.Combine(folder, "soak.svg"));

    private IReadOnlyList<(double X, double Y)> Series(Func<SoakSample, double> of) => [.. _samples.Select(sample => (sample.Seconds / 60, of(sample)))];

    private static string Line(SoakSample sample, TimeSpan length) => string.Create(
        CultureInfo.InvariantCulture,
        $"soak: {sample.Seconds / 60,5:F1} of {length.TotalMinutes:F0} min  {sample.Episodes} episodes  {sample.PrivateMegabytes:F1} MB private  {sample.CorePercent:F0} %  tick p99.9 {sample.TickMicroseconds:F0} µs, wake-up {sample.LatenessMicroseconds:F0} µs  skipped {sample.Counters.GetValueOrDefault("ticks.skipped"):0}  allocated {sample.Counters.GetValueOrDefault("process.allocated_mb"):F0} MB  collecting {1e3 * sample.Counters.GetValueOrDefault("process.gc_pause_s"):F0} ms");

    private static SoakSample Sample(int id, double seconds, ServiceReading before, ServiceReading after, double core, int episodes) => new(
        seconds,
        ProcessFigures.ResidentMegabytes(id),
        ProcessFigures.PrivateMegabytes(id),
        core,
        DistributionWindow.QuantileMicroseconds(before.Distributions["tick.duration"], after.Distributions["tick.duration"], 0.999),
        after.Distributions["tick.duration"].Buckets.Sum(bucket => bucket.UpperBoundS * bucket.Count),
        DistributionWindow.QuantileMicroseconds(before.Distributions["tick.lateness"], after.Distributions["tick.lateness"], 0.999),
        episodes,
        after.Counters);

    private sealed class SilentView(EpisodeOptions options) : EpisodeView(options, () => new Metrics())
    {
        public override void Phase(int index, long seed, string phase)
        {
        }

        protected override void Show(EpisodeResult result)
        {
        }
    }
}
