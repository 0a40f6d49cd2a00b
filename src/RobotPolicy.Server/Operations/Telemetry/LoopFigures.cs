using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>What the loop's state and statistics count.</summary>
internal static class LoopFigures
{
    /// <summary>Adds them.</summary>
    public static MetricsCatalog AddLoop(this MetricsCatalog metrics, IRobotLoop loop, LoopStatistics statistics) => metrics
        .Add("tick.duration", "From the start of a tick until its command was handed over.", statistics.Tick)
        .Add("inference.duration", "From observation to chunk.", statistics.Inference)
        .Add("inference.around_model", "An inference without the model's own run.", statistics.AroundModel)
        .Add("observation.age", "Age of an observation when its inference began.", statistics.ObservationAge)
        .Add("chunk.delay", "How much of a chunk is over when it takes over.", statistics.Delay)
        .Add("failure.scoring", "What the failure monitor adds to an inference.", statistics.Scoring)
        .Add("failure.scored", "Inferences that the failure monitor judged.", "{inference}", () => statistics.ScoredCount)
        .Add("failure.alarms", "Alarms of the failure monitor, in shadow too.", "{alarm}", () => loop.ReadStatus().AlarmCount)
        .Add("failure.degraded", "Chunks of which the failure monitor could not tell anything.", "{chunk}", () => loop.ReadStatus().MonitorDegradedCount)
        .Add("failure.state", "The failure monitor: off 0, quiet 1, alarm 2, degraded 3.", "{state}", () => (int)loop.ReadStatus().Failure.State, MetricKind.Gauge)
        .Add("failure.ratio", "The failure monitor's score against its threshold: above 1 is an alarm. Left out where it cannot tell.", "1", () => RatioOf(loop.ReadStatus().Failure), MetricKind.Gauge)
        .Add("mode", "Mode: idle 0, running 1, human 2, holding 3, protective stop 4, emergency stop 5.", "{mode}", () => (int)loop.ReadStatus().Mode, MetricKind.Gauge)
        .Add("cause", "Why the policy is not executed, by its number; 0 for nothing.", "{cause}", () => (int)loop.ReadStatus().Cause, MetricKind.Gauge)
        .Add("epoch", "Epoch of the loop.", "{epoch}", () => loop.ReadStatus().Epoch, MetricKind.Gauge)
        .Add("schedule.remaining", "How long the schedule lasts.", "s", () => loop.ReadStatus().ScheduleRemainingNs / 1e9, MetricKind.Gauge)
        .Add("control.period", "Time from one deadline to the next.", "s", () => 1 / loop.RateHz, MetricKind.Gauge)
        .Add("ticks", "Ticks.", "{tick}", () => loop.ReadStatus().TickIndex)
        .AddEach<CommandSource>("ticks.by_source", "Ticks by the source of their command.", "{tick}", "source", source => statistics.GetTicks(source))
        .Add("ticks.limited", "Ticks in which a limit changed the target.", "{tick}", () => statistics.LimitedTickCount)
        .Add("ticks.late", "Ticks that began too late.", "{tick}", () => loop.ReadStatus().MissedDeadlineCount)
        .Add("commands.sent", "Commands handed over.", "{command}", () => loop.ReadStatus().SentCount)
        .Add("commands.unsent", "Commands that could not be handed over.", "{command}", () => loop.ReadStatus().UnsentCount)
        .Add("requests.refused", "Commands to the loop that it refused.", "{request}", () => loop.ReadStatus().RefusedCount)
        .Add("chunks.discarded", "Chunks of an older epoch, or whose time was past.", "{chunk}", () => loop.ReadStatus().DiscardedChunkCount)
        .Add("takeovers", "Takeovers by a human.", "{takeover}", () => loop.ReadStatus().TakeoverCount)
        .Add("human.refused", "Frames of a source that was not armed.", "{frame}", () => loop.Human.RefusedCount)
        .Add("human.invalid", "Frames that were no commands.", "{frame}", () => loop.Human.InvalidCount)
        .Add("human.full", "Frames that found the queue full and waited, or were lost.", "{frame}", () => loop.Human.LostCount)
        .Add("errors.internal", "Exceptions inside a tick: bugs.", "{error}", () => loop.ReadStatus().InternalErrorCount)
        .AddEach<StopCause>("holds", "Transitions from motion to a hold or a stop, by cause.", "{hold}", "cause", cause => statistics.GetHolds(cause), Enum.GetValues<StopCause>().Where(cause => cause != StopCause.None))
        .AddEach<InferenceOutcome>("inferences", "Inferences by outcome.", "{inference}", "outcome", outcome => statistics.GetInferences(outcome));

    // A monitor that cannot tell has no ratio: the last one would look as if all were well.
    private static double RatioOf(in FailureReport report) =>
        report.State is FailureState.Quiet or FailureState.Alarm ? report.Ratio : double.NaN;
}
