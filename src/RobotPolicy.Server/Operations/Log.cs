using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Tasks;

namespace RobotPolicy.Server.Operations;

/// <summary>What the operations say. Nothing here is written once per tick.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Task {Task} started: policy {Policy}, by {By}")]
    public static partial void TaskStarted(ILogger logger, string task, string policy, string by);

    [LoggerMessage(110, LogLevel.Information, "Task {Task}: another goal ({Kind})")]
    public static partial void GoalChanged(ILogger logger, string task, string kind);

    [LoggerMessage(101, LogLevel.Information, "Task {Task}: {State} ({Cause}) after {Seconds:F1} s of execution")]
    public static partial void TaskOver(ILogger logger, string task, RobotTaskState state, StopCause cause, double seconds);

    [LoggerMessage(102, LogLevel.Warning, "Task {Task} is over its time limit, but could not be ended yet: {Reason}")]
    public static partial void TimeLimitRefused(ILogger logger, string task, string reason);

    [LoggerMessage(103, LogLevel.Warning, "{Kind} stop requested by {By}: {Reason}")]
    public static partial void StopRequested(ILogger logger, StopKind kind, string by, string reason);

    [LoggerMessage(104, LogLevel.Warning, "Emergency stop reset by {By}")]
    public static partial void EmergencyReset(ILogger logger, string by);

    [LoggerMessage(105, LogLevel.Information, "Policy {Policy} loaded on {Device} in {Seconds:F1} s")]
    public static partial void PolicyLoaded(ILogger logger, string policy, string device, double seconds);

    [LoggerMessage(106, LogLevel.Warning, "Policy {Policy}: {Warning}")]
    public static partial void PolicyWarning(ILogger logger, string policy, string warning);

    [LoggerMessage(107, LogLevel.Information, "Policy {Policy} unloaded")]
    public static partial void PolicyUnloaded(ILogger logger, string policy);

    [LoggerMessage(108, LogLevel.Warning, "Takeover by {By}: {Change}")]
    public static partial void Takeover(ILogger logger, string by, string change);

    [LoggerMessage(109, LogLevel.Warning, "Task {Task}: the control thread did not answer to the start; a protective stop is requested")]
    public static partial void StartUnanswered(ILogger logger, string task);
}
