using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>Figures by name, read when somebody asks, so that nobody else pays for them. Filled at start; then any thread reads.</summary>
public sealed class MetricsCatalog(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly List<MetricCounter> _counters = [];
    private readonly List<MetricDistribution> _distributions = [];

    /// <summary>Time since the service started.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(_start);

    /// <summary>Counters and gauges.</summary>
    public IReadOnlyList<MetricCounter> Counters => _counters;

    /// <summary>Distributions of durations.</summary>
    public IReadOnlyList<MetricDistribution> Distributions => _distributions;

    /// <summary>Adds a counter or a gauge.</summary>
    public MetricsCatalog Add(string name, string description, Func<double> read)
    {
        _counters.Add(new MetricCounter(name, description, read));
        return this;
    }

    /// <summary>Adds a distribution of durations.</summary>
    public MetricsCatalog Add(string name, string description, LatencyHistogram histogram)
    {
        _distributions.Add(new MetricDistribution(name, description, histogram));
        return this;
    }

    /// <summary>Adds what the loop's state and statistics count.</summary>
    public MetricsCatalog AddLoop(IRobotLoop loop, LoopStatistics statistics)
    {
        Add("tick.duration", "From the start of a tick until its command was handed over.", statistics.Tick);
        Add("inference.duration", "From observation to chunk.", statistics.Inference);
        Add("inference.around_model", "An inference without the model's own run.", statistics.AroundModel);
        Add("observation.age", "Age of an observation when its inference began.", statistics.ObservationAge);
        Add("chunk.delay", "How much of a chunk is over when it takes over.", statistics.Delay);
        Add("failure.scoring", "What the failure monitor adds to an inference.", statistics.Scoring);
        Add("failure.scored", "Inferences that the failure monitor judged.", () => statistics.ScoredCount);
        Add("failure.alarms", "Alarms of the failure monitor, in shadow too.", () => loop.ReadStatus().AlarmCount);
        Add("failure.degraded", "Chunks of which the failure monitor could not tell anything.", () => loop.ReadStatus().MonitorDegradedCount);
        Add("ticks", "Ticks.", () => loop.ReadStatus().TickIndex);
        Add("ticks.limited", "Ticks in which a limit changed the target.", () => statistics.LimitedTickCount);
        Add("ticks.late", "Ticks that began too late.", () => loop.ReadStatus().MissedDeadlineCount);
        Add("commands.sent", "Commands handed over.", () => loop.ReadStatus().SentCount);
        Add("commands.unsent", "Commands that could not be handed over.", () => loop.ReadStatus().UnsentCount);
        Add("requests.refused", "Commands to the loop that it refused.", () => loop.ReadStatus().RefusedCount);
        Add("chunks.discarded", "Chunks of an older epoch, or whose time was past.", () => loop.ReadStatus().DiscardedChunkCount);
        Add("takeovers", "Takeovers by a human.", () => loop.ReadStatus().TakeoverCount);
        Add("human.refused", "Frames of a source that was not armed.", () => loop.Human.RefusedCount);
        Add("human.invalid", "Frames that were no commands.", () => loop.Human.InvalidCount);
        Add("human.full", "Frames that found the queue full and waited, or were lost.", () => loop.Human.LostCount);
        Add("errors.internal", "Exceptions inside a tick: bugs.", () => loop.ReadStatus().InternalErrorCount);
        foreach (var cause in Enum.GetValues<StopCause>())
            if (cause != StopCause.None)
                Add($"holds.{cause}", $"Transitions from motion to a hold or a stop because of {cause}.", () => statistics.GetHolds(cause));
        foreach (var outcome in Enum.GetValues<InferenceOutcome>())
            Add($"inferences.{outcome}", $"Inferences that ended with {outcome}.", () => statistics.GetInferences(outcome));
        return this;
    }
}
