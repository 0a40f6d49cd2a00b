using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Tasks;

namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>
/// Raises an alert for every epoch in which the failure monitor predicts a failure, and one for every epoch in which it cannot tell.
/// An alert grows with its worst reading, and is resolved when the monitor is quiet again, or when its epoch is over and nothing is
/// held for it. A package without a monitor raises none.
/// </summary>
/// <param name="alerts">The alerts.</param>
/// <param name="snapshots">Pictures of the moment.</param>
/// <param name="tasks">Whose policy it is.</param>
/// <param name="scoresOf">Names of the scores of a package's monitor; any thread.</param>
/// <param name="logger">Log.</param>
public sealed class MonitorAlerts(
    AlertBook alerts, AlertSnapshots snapshots, TaskBook tasks, Func<string, IReadOnlyList<string>> scoresOf, ILogger<MonitorAlerts> logger)
    : ILoopObserver, IFailureObserver
{
    /// <summary>Source of the alerts.</summary>
    public const string Source = "monitor";

    // An alert is shown again only where its ratio has grown by a quarter: the score of every inference is nobody's news.
    private const double NotableGrowth = 1.25;

    private Raised? _alarm;
    private Raised? _degraded;
    private long _noticedTick;
    private long _alarmedChunk;

    /// <inheritdoc/>
    public void Take(in FailureNotice notice)
    {
        _noticedTick = notice.TickIndex;
        Raise(notice.Report, notice.Mode, notice.TimeNs);
    }

    /// <inheritdoc/>
    public void Observe(in LoopStatus now)
    {
        // A notice may be ahead of the state that its tick publishes.
        if (now.TickIndex < _noticedTick)
            return;

        // An alarm that came and went while the queue of notices was full.
        if (now.LastAlarm.State == FailureState.Alarm && now.LastAlarm.ChunkId > _alarmedChunk)
            RaiseAlarm(now.LastAlarm, now.Mode, now.TimeNs);
        Raise(now.Failure, now.Mode, now.TimeNs);
        var isQuiet = now.Failure.State is FailureState.Quiet or FailureState.Off;
        var isHeld = now.Mode == ControlMode.Holding
            && now.Cause is StopCause.FailurePredicted or StopCause.MonitorDegraded or StopCause.Retrying;
        if (_alarm is not null && !isHeld && (isQuiet || !now.HasTask || now.Failure.Epoch != _alarm.Epoch))
            Resolve(ref _alarm, "the alarm");
        if (_degraded is not null && !isHeld && (isQuiet || !now.HasTask || now.Failure.Epoch != _degraded.Epoch))
            Resolve(ref _degraded, "the degradation");
    }

    private static AlertSeverity Severity(FailurePlan plan, ControlMode mode) => mode == ControlMode.Human
        ? AlertSeverity.Info
        : plan.OnAlarm is AlarmPlan.Hold or AlarmPlan.Handover ? AlertSeverity.Error : AlertSeverity.Warning;

    private static string Text(MonitorReading reading, FailurePlan plan, ControlMode mode)
    {
        var lead = reading.Report.LeadSeconds > 0 ? FormattableString.Invariant($", up to {reading.Report.LeadSeconds:F1} s ahead") : "";
        var what = mode == ControlMode.Human ? ", while a human is in command"
            : plan.OnAlarm == AlarmPlan.Handover ? "; a human is to take over"
            : "";
        return $"The policy is likely to fail: {FailureWords.Of(reading)}{lead}{what}";
    }

    private void Raise(in FailureReport report, ControlMode mode, long timeNs)
    {
        if (report.State == FailureState.Alarm)
            RaiseAlarm(report, mode, timeNs);
        else if (report is { State: FailureState.Degraded, Reason: not DegradedReason.NotYetScored })
            RaiseDegraded(report);
    }

    private void RaiseAlarm(in FailureReport report, ControlMode mode, long timeNs)
    {
        _alarmedChunk = Math.Max(_alarmedChunk, report.ChunkId);
        var isNew = _alarm is null || _alarm.Epoch != report.Epoch;
        if (!isNew && !Grows(report.Ratio, _alarm!.Ratio))
            return;
        if (isNew && _alarm is not null)
            Resolve(ref _alarm, "the alarm");
        var task = tasks.Current;
        var plan = task?.OnFailure ?? FailurePlan.Inform;
        var reading = Read(report, task);
        var alert = alerts.Renew(Note(
            $"alarm:{task?.Id}:{report.Epoch}", Severity(plan, mode), Text(reading, plan, mode), reading, StopCause.FailurePredicted, task));
        _alarm = new Raised(alert.Note.Key, report.Epoch, report.Ratio);
        if (!isNew)
            return;
        if (!alert.HasSnapshot)
            _ = snapshots.Take(alert.Id, timeNs);
        MonitorLog.Alarm(logger, task?.Id ?? "none", FailureWords.Of(reading), report.Epoch, report.Call);
    }

    private void RaiseDegraded(in FailureReport report)
    {
        if (_degraded is not null && _degraded.Epoch == report.Epoch && _degraded.Reason == report.Reason)
            return;
        var isNew = _degraded is null || _degraded.Epoch != report.Epoch;
        if (isNew && _degraded is not null)
            Resolve(ref _degraded, "the degradation");
        var task = tasks.Current;
        var holds = task?.OnFailure.HoldsWhenDegraded ?? false;
        var reason = FailureWords.Of(report.Reason);
        var alert = alerts.Renew(Note(
            $"degraded:{task?.Id}:{report.Epoch}", holds ? AlertSeverity.Error : AlertSeverity.Warning, $"monitor degraded: {reason}",
            Read(report, task), StopCause.MonitorDegraded, task));
        _degraded = new Raised(alert.Note.Key, report.Epoch, report.Ratio) { Reason = report.Reason };
        MonitorLog.Degraded(logger, task?.Id ?? "none", report.Epoch, reason);
    }

    private static bool Grows(double now, double before) => double.IsNaN(now) ? !double.IsNaN(before) : now >= NotableGrowth * before;

    private static AlertNote Note(string key, AlertSeverity severity, string text, MonitorReading reading, StopCause cause, RobotTask? task) => new()
    {
        Key = key,
        Source = Source,
        Severity = severity,
        Text = text,
        Cause = cause,
        TaskId = task?.Id ?? "",
        Policy = task?.Policy ?? "",
        Epoch = reading.Report.Epoch,
        Failure = reading,
    };

    private MonitorReading Read(in FailureReport report, RobotTask? task) => new(report, task is null ? [] : scoresOf(task.Policy));

    private void Resolve(ref Raised? raised, string what)
    {
        alerts.Resolve(Source, raised!.Key);
        MonitorLog.Over(logger, what, raised.Epoch);
        raised = null;
    }

    private sealed record Raised(string Key, long Epoch, double Ratio)
    {
        public DegradedReason Reason { get; init; }
    }
}
