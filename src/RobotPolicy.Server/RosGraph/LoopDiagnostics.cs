using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Server.RosGraph;

/// <summary>Statuses of the control loop and of the inference. Keeps the counts of the round before.</summary>
internal sealed class LoopDiagnostics(DiagnosticSources sources, string prefix)
{
    // A loop that reaches nine tenths of its rate over a second has lost single ticks, which are counted as skipped deadlines.
    private const double LowestRateShare = 0.9;

    private static readonly InferenceOutcome[] Failures =
        [InferenceOutcome.Failed, InferenceOutcome.NonFinite, InferenceOutcome.InvalidImage, InferenceOutcome.InvalidState, InferenceOutcome.Undecided];

    private bool _hasBefore;
    private LoopStatus _before;
    private long _beforeNs;
    private long _failuresBefore;
    private long _lateBefore;
    private long _inferencesBefore;

    public DiagnosticStatus DescribeControl(in LoopStatus now, long nowNs)
    {
        var tick = sources.Statistics.Tick.Read();
        var builder = new StatusBuilder(prefix + "control loop", sources.HardwareId)
            .Add("mode", now.Mode.ToString())
            .Add("cause", now.Cause.ToString())
            .Add("culprit", sources.NameOfCulprit(now.Cause, now.Culprit))
            .Add("start blocked by", now.StartBlock.Cause.ToString())
            .Add("epoch", now.Epoch)
            .Add("ticks", now.TickIndex)
            .AddMilliseconds("tick_p50_ms", tick.P50Ns)
            .AddMilliseconds("tick_p99_ms", tick.P99Ns)
            .AddMilliseconds("lateness_p99_ms", sources.Scheduler.Lateness.Read().P99Ns)
            .Add("overruns", sources.Scheduler.OverrunCount)
            .Add("skipped deadlines", sources.Scheduler.SkippedCount)
            .Add("missed deadlines", now.MissedDeadlineCount)
            .Add("holds", now.HoldCount)
            .Add("limited ticks", sources.Statistics.LimitedTickCount)
            .Add("commands sent", now.SentCount)
            .Add("commands not sent", now.UnsentCount)
            .Add("refused requests", now.RefusedCount)
            .Add("internal errors", now.InternalErrorCount);
        RaiseForMode(builder, now);
        if (now.IsShutDown)
            builder.Raise(DiagnosticLevel.Stale, "shut down");
        else if (_hasBefore && nowNs > _beforeNs)
            RaiseForProgress(builder, now, nowNs);
        else if (now.TickIndex == 0)
            builder.Raise(DiagnosticLevel.Stale, "has not ticked yet");
        (_hasBefore, _before, _beforeNs) = (true, now, nowNs);
        return builder.Build(now.Mode.ToString());
    }

    public DiagnosticStatus DescribeInference(in LoopStatus now)
    {
        var statistics = sources.Statistics;
        var latency = statistics.Inference.Read();
        var failures = Failures.Sum(statistics.GetInferences);
        var late = statistics.GetHolds(StopCause.ChunkLate) + statistics.GetHolds(StopCause.InferenceDead);
        var inferences = statistics.GetInferences(InferenceOutcome.Ok);
        var builder = new StatusBuilder(prefix + "inference", sources.HardwareId)
            .AddMilliseconds("p50_ms", latency.P50Ns)
            .AddMilliseconds("p99_ms", latency.P99Ns)
            .Add("chunks", inferences)
            .Add("failures", failures)
            .Add("without observation", statistics.GetInferences(InferenceOutcome.NoObservation))
            .Add("holds for a late chunk", statistics.GetHolds(StopCause.ChunkLate))
            .Add("holds for no answer", statistics.GetHolds(StopCause.InferenceDead))
            .Add("discarded chunks", now.DiscardedChunkCount)
            .AddMilliseconds("schedule_ms", now.ScheduleRemainingNs);
        if (now.Cause is StopCause.InferenceDead or StopCause.InferenceFailed or StopCause.NonFiniteAction)
            builder.Raise(DiagnosticLevel.Error, now.Cause.ToString());
        if (failures > _failuresBefore)
            builder.Raise(DiagnosticLevel.Error, $"{failures - _failuresBefore} inferences failed");
        if (late > _lateBefore)
            builder.Raise(DiagnosticLevel.Warn, $"{late - _lateBefore} holds because a chunk was late");
        if (now.Mode == ControlMode.Running && inferences == _inferencesBefore)
            builder.Raise(DiagnosticLevel.Stale, "no chunk since the last report");
        (_failuresBefore, _lateBefore, _inferencesBefore) = (failures, late, inferences);
        return builder.Build(now.Mode == ControlMode.Running ? "running" : "waiting");
    }

    private void RaiseForMode(StatusBuilder builder, in LoopStatus now)
    {
        var culprit = sources.NameOfCulprit(now.Cause, now.Culprit);
        var text = $"{now.Mode}: {now.Cause}{(culprit.Length > 0 ? $" {culprit}" : "")}";
        switch (now.Mode)
        {
            case ControlMode.EmergencyStop or ControlMode.ProtectiveStop:
                builder.Raise(DiagnosticLevel.Error, text);
                break;
            case ControlMode.Holding:
                builder.Raise(DiagnosticLevel.Warn, text);
                break;
        }
    }

    private void RaiseForProgress(StatusBuilder builder, in LoopStatus now, long nowNs)
    {
        var ticks = now.TickIndex - _before.TickIndex;
        var rateHz = ticks * 1e9 / (nowNs - _beforeNs);
        builder.AddHz("rate_hz", rateHz);
        if (ticks == 0)
            builder.Raise(DiagnosticLevel.Stale, "does not tick");
        if (now.InternalErrorCount > _before.InternalErrorCount)
            builder.Raise(DiagnosticLevel.Error, "internal error");
        if (now.MissedDeadlineCount > _before.MissedDeadlineCount)
            builder.Raise(DiagnosticLevel.Warn, $"{now.MissedDeadlineCount - _before.MissedDeadlineCount} missed deadlines");
        if (rateHz < LowestRateShare * sources.RateHz)
            builder.Raise(DiagnosticLevel.Warn, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rateHz:0.#} Hz instead of {sources.RateHz:0.#}"));
    }
}
