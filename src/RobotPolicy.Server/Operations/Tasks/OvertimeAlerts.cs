using RobotPolicy.Control.Loop;
using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>Raises one alert for a task that takes longer than expected, and resolves it when the task is over.</summary>
public sealed class OvertimeAlerts(AlertBook alerts, TaskBook tasks) : ILoopObserver
{
    private const string Source = "policy";
    private const string Key = "overtime";

    private string? _raised;

    /// <inheritdoc/>
    public void Observe(in LoopStatus now)
    {
        var task = tasks.Current is { IsOvertime: true } current ? current : null;
        if (task?.Id == _raised)
            return;
        if (_raised is not null)
            alerts.Resolve(Source, Key);
        if (task is not null)
            alerts.Raise(new AlertNote
            {
                Key = Key,
                Source = Source,
                Severity = AlertSeverity.Warning,
                Text = $"Task {task.Id} takes longer than expected: {task.Executed.TotalSeconds:F1} s of execution",
                TaskId = task.Id,
                Policy = task.Policy,
                Epoch = task.Epoch,
            });
        _raised = task?.Id;
    }
}
