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

    [LoggerMessage(102, LogLevel.Warning, "Task {Task} is to end or go on ({Cause}), but could not yet: {Reason}")]
    public static partial void EndRefused(ILogger logger, string task, StopCause cause, string reason);

    [LoggerMessage(103, LogLevel.Warning, "{Kind} stop requested by {By}: {Reason}")]
    public static partial void StopRequested(ILogger logger, StopKind kind, string by, string reason);

    [LoggerMessage(104, LogLevel.Warning, "Emergency stop reset by {By}")]
    public static partial void EmergencyReset(ILogger logger, string by);

    [LoggerMessage(105, LogLevel.Information, "Policy {Policy} loaded on {Device} in {Seconds:F1} s")]
    public static partial void PolicyLoaded(ILogger logger, string policy, string device, double seconds);

    [LoggerMessage(139, LogLevel.Information, "Policy {Policy}: {Stage}, {Seconds:F0} s so far")]
    public static partial void PolicyLoading(ILogger logger, string policy, string stage, double seconds);

    [LoggerMessage(106, LogLevel.Warning, "Policy {Policy}: {Warning}")]
    public static partial void PolicyWarning(ILogger logger, string policy, string warning);

    [LoggerMessage(107, LogLevel.Information, "Policy {Policy} unloaded")]
    public static partial void PolicyUnloaded(ILogger logger, string policy);

    [LoggerMessage(108, LogLevel.Warning, "Takeover by {By}: {Change}")]
    public static partial void Takeover(ILogger logger, string by, string change);

    [LoggerMessage(109, LogLevel.Warning, "Task {Task}: the control thread did not answer to the start; a protective stop is requested")]
    public static partial void StartUnanswered(ILogger logger, string task);

    [LoggerMessage(120, LogLevel.Information, "Task {Task}: step {Step} of {Count}")]
    public static partial void StepBegun(ILogger logger, string task, int step, int count);

    [LoggerMessage(125, LogLevel.Information, "Task {Task}: primitive '{Primitive}' (choice {Choice} of at most {Max})")]
    public static partial void PrimitiveBegun(ILogger logger, string task, string primitive, int choice, int max);

    [LoggerMessage(126, LogLevel.Information, "Task {Task}: primitive '{Primitive}' is tried again (choice {Choice} of at most {Max}, {Retries} retries so far)")]
    public static partial void PrimitiveRetried(ILogger logger, string task, string primitive, int choice, int max, int retries);

    [LoggerMessage(127, LogLevel.Warning, "Task {Task}: the policy chose no primitive; the arm is held")]
    public static partial void NothingChosen(ILogger logger, string task);

    [LoggerMessage(121, LogLevel.Warning, "Task {Task}: attempt {Attempt} failed, after {Retries} of {Budget} retries")]
    public static partial void AttemptFailed(ILogger logger, string task, int attempt, int retries, int budget);

    [LoggerMessage(122, LogLevel.Information, "Task {Task}: retry {Retry} of {Budget}, from the safe pose")]
    public static partial void AttemptBegun(ILogger logger, string task, int retry, int budget);

    [LoggerMessage(123, LogLevel.Information, "Task {Task}: verdict {Verdict}, by {By}")]
    public static partial void Verdict(ILogger logger, string task, VerdictKind verdict, string by);

    [LoggerMessage(124, LogLevel.Warning, "Task {Task}: nobody could be asked: {Reason}")]
    public static partial void QuestionRefused(ILogger logger, string task, string reason);

    [LoggerMessage(140, LogLevel.Error, "Rollouts are not kept: {Reason}. Further ones are counted, not logged")]
    public static partial void RolloutLost(ILogger logger, string reason);

    [LoggerMessage(142, LogLevel.Error, "The run is not recorded: {Reason}")]
    public static partial void RecordingStopped(ILogger logger, string reason);

    [LoggerMessage(143, LogLevel.Warning, "{Count} messages are missing from the recording, the last: {Last}")]
    public static partial void RecordingDrops(ILogger logger, long count, string last);

    [LoggerMessage(144, LogLevel.Information, "The run is recorded, nothing is missing since a while: {Bag}")]
    public static partial void RecordingGoesOn(ILogger logger, string bag);

    [LoggerMessage(141, LogLevel.Information, "Rollouts are kept again")]
    public static partial void RolloutsKeptAgain(ILogger logger);
}
