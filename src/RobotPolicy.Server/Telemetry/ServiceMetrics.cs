using System.Diagnostics.Metrics;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Composition;

namespace RobotPolicy.Server.Telemetry;

/// <summary>
/// The service's figures as <c>System.Diagnostics.Metrics</c> instruments of the meter <c>RobotPolicy</c>. All are observed
/// when a listener asks, so that the control thread pays nothing for them.
/// </summary>
public sealed class ServiceMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "RobotPolicy";

    private readonly Meter _meter = new(MeterName);
    private readonly RobotRuntime _runtime;

    /// <summary>Registers the instruments.</summary>
    public ServiceMetrics(RobotRuntime runtime)
    {
        _runtime = runtime;
        var statistics = runtime.Statistics;
        Distribution("robotpolicy.tick.duration", "From the start of a tick until its command was handed over.", statistics.Tick);
        Distribution("robotpolicy.tick.lateness", "How long after its deadline a tick began.", runtime.Scheduler.Lateness);
        Distribution("robotpolicy.inference.duration", "From observation to chunk.", statistics.Inference);
        Distribution("robotpolicy.inference.around_model", "An inference without the model's own run.", statistics.AroundModel);
        Distribution("robotpolicy.observation.age", "Age of an observation when its inference began.", statistics.ObservationAge);
        Distribution("robotpolicy.failure.scoring", "What the failure monitor adds to an inference.", statistics.Scoring);
        Distribution("robotpolicy.chunk.delay", "How much of a chunk is over when it takes over.", statistics.Delay);

        _meter.CreateObservableCounter(
            "robotpolicy.holds",
            () => Each<StopCause>("cause", statistics.GetHolds),
            "{hold}",
            "Transitions from running to a hold or a stop.");
        _meter.CreateObservableCounter(
            "robotpolicy.inferences",
            () => Each<InferenceOutcome>("outcome", statistics.GetInferences),
            "{inference}",
            "Inferences by outcome.");
        _meter.CreateObservableCounter(
            "robotpolicy.ticks",
            () => Each<CommandSource>("source", statistics.GetTicks),
            "{tick}",
            "Ticks by the source of their command.");
        _meter.CreateObservableCounter(
            "robotpolicy.ticks.limited", () => statistics.LimitedTickCount, "{tick}", "Ticks in which a limit changed the target.");
        _meter.CreateObservableCounter(
            "robotpolicy.ticks.skipped", () => runtime.Scheduler.SkippedCount, "{tick}", "Deadlines for which no tick ran.");
        _meter.CreateObservableCounter(
            "robotpolicy.ticks.overruns", () => runtime.Scheduler.OverrunCount, "{overrun}", "Times at which at least one deadline was skipped.");
        _meter.CreateObservableCounter(
            "robotpolicy.chunks.discarded", () => runtime.ReadStatus().DiscardedChunkCount, "{chunk}", "Chunks of an older epoch, or whose time was past.");
        _meter.CreateObservableCounter(
            "robotpolicy.failure.scored", () => statistics.ScoredCount, "{inference}", "Inferences that the failure monitor judged.");
        _meter.CreateObservableCounter(
            "robotpolicy.failure.alarms", () => runtime.ReadStatus().AlarmCount, "{alarm}", "Alarms of the failure monitor.");
        _meter.CreateObservableCounter(
            "robotpolicy.failure.degraded", () => runtime.ReadStatus().MonitorDegradedCount, "{chunk}", "Chunks of which the failure monitor could not tell anything.");
        _meter.CreateObservableGauge(
            "robotpolicy.mode", () => (int)_runtime.ReadStatus().Mode, description: "Mode: idle 0, running 1, human 2, holding 3, protective stop 4, emergency stop 5.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Each<T>(string tag, Func<T, long> read)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            yield return new Measurement<long>(read(value), new KeyValuePair<string, object?>(tag, value.ToString()));
    }

    private void Distribution(string name, string description, LatencyHistogram histogram) =>
        _meter.CreateObservableGauge(
            name,
            () =>
            {
                var summary = histogram.Read();
                return new Measurement<double>[]
                {
                    Quantile(summary.P50Ns, "0.5"),
                    Quantile(summary.P99Ns, "0.99"),
                    Quantile(summary.P999Ns, "0.999"),
                    Quantile(summary.MaxNs, "1"),
                };
            },
            "s",
            description);

    private static Measurement<double> Quantile(long nanoseconds, string quantile) =>
        new(nanoseconds / 1e9, new KeyValuePair<string, object?>("quantile", quantile));
}
