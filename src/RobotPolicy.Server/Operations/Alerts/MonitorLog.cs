namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>What the failure monitor is heard to say. One line per change, never per inference.</summary>
internal static partial class MonitorLog
{
    [LoggerMessage(120, LogLevel.Warning, "Task {Task}: the policy is likely to fail ({Score}), epoch {Epoch}, call {Call}")]
    public static partial void Alarm(ILogger logger, string task, string score, long epoch, int call);

    [LoggerMessage(121, LogLevel.Warning, "Task {Task}: the failure monitor cannot tell, epoch {Epoch}: {Reason}")]
    public static partial void Degraded(ILogger logger, string task, long epoch, string reason);

    [LoggerMessage(122, LogLevel.Information, "Failure monitor: {What} of epoch {Epoch} is over")]
    public static partial void Over(ILogger logger, string what, long epoch);

    [LoggerMessage(123, LogLevel.Information, "Alert {Alert} closed by {By}: {Comment}")]
    public static partial void Closed(ILogger logger, string alert, string by, string comment);
}
