using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Tasks;

namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>
/// Raises an alert for each stop that is nobody's wish, and resolves it when the cause is gone. What the failure monitor has held has
/// an alert of its own.
/// </summary>
public sealed class StopAlerts(AlertBook alerts, TaskBook tasks, IRobotLoop loop) : ILoopObserver
{
    private const string Source = "stop";

    private string? _raised;

    /// <inheritdoc/>
    public void Observe(in LoopStatus now)
    {
        var key = Deserves(now) ? $"{now.Mode}:{now.Cause}:{now.Culprit}" : null;
        if (key == _raised)
            return;
        if (_raised is not null)
            alerts.Resolve(Source, _raised);
        if (key is not null)
            alerts.Raise(Note(key, now));
        _raised = key;
    }

    private static bool Deserves(in LoopStatus now) => now.Mode switch
    {
        ControlMode.EmergencyStop => true,
        ControlMode.Holding or ControlMode.ProtectiveStop => now.Cause is not (StopCause.None or StopCause.TaskEnded
            or StopCause.Shutdown or StopCause.OperatorPause or StopCause.AwaitingAnswer or StopCause.Takeover
            or StopCause.FailurePredicted or StopCause.MonitorDegraded or StopCause.AttemptFailed or StopCause.Retrying
            or StopCause.TaskSucceeded),
        _ => false,
    };

    private static AlertSeverity Severity(in LoopStatus now) => now.Mode switch
    {
        ControlMode.EmergencyStop => AlertSeverity.Critical,
        ControlMode.ProtectiveStop => AlertSeverity.Error,
        _ => now.Cause == StopCause.OperatorRequest ? AlertSeverity.Info : AlertSeverity.Warning,
    };

    private AlertNote Note(string key, in LoopStatus now)
    {
        var culprit = Culprits.Name(loop.Robot, now.Cause, now.Culprit);
        var task = tasks.Current;
        return new AlertNote
        {
            Key = key,
            Source = Source,
            Severity = Severity(now),
            Text = culprit.Length == 0 ? $"{now.Mode}: {now.Cause}" : $"{now.Mode}: {now.Cause} ({culprit})",
            Cause = now.Cause,
            Culprit = culprit,
            TaskId = task?.Id ?? "",
            Policy = task?.Policy ?? "",
            Epoch = now.Epoch,
        };
    }
}
