using RobotPolicy.Control.Model;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Server.Hosting;

/// <summary>Everything that the host says. Nothing here is written once per tick.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Ready: policy {Policy}, robot {Robot}, {Rate} Hz, node {Node}. Nothing moves until a task starts.")]
    public static partial void Ready(ILogger logger, string policy, string robot, int rate, string node);

    [LoggerMessage(2, LogLevel.Information, "Real time: {Setting} applied")]
    public static partial void RealTimeApplied(ILogger logger, string setting);

    [LoggerMessage(3, LogLevel.Warning, "Real time: {Setting} refused: {Reason}")]
    public static partial void RealTimeRefused(ILogger logger, string setting, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Warning}")]
    public static partial void SmallSocketBuffer(ILogger logger, string warning);

    [LoggerMessage(5, LogLevel.Information, "{Kind} {Topic}: matched {Matched}")]
    public static partial void Endpoint(ILogger logger, RosEndpointKind kind, string topic, int matched);

    [LoggerMessage(6, LogLevel.Warning, "{Topic}: incompatible QoS {Policy}, {Total} peers refused so far")]
    public static partial void IncompatibleQos(ILogger logger, string topic, string? policy, long total);

    [LoggerMessage(7, LogLevel.Information, "{Mode}, epoch {Epoch}")]
    public static partial void Mode(ILogger logger, ControlMode mode, long epoch);

    [LoggerMessage(8, LogLevel.Warning, "{Mode}: {Cause} {Culprit}, epoch {Epoch}")]
    public static partial void Stopped(ILogger logger, ControlMode mode, StopCause cause, string culprit, long epoch);

    [LoggerMessage(9, LogLevel.Information, "Not ready to start: {Cause} {Culprit}")]
    public static partial void NotReady(ILogger logger, StopCause cause, string culprit);

    [LoggerMessage(10, LogLevel.Error, "A bug inside the control loop; the arm is stopped")]
    public static partial void InternalError(ILogger logger, Exception exception);

    [LoggerMessage(24, LogLevel.Warning, "Inside the policy '{Policy}': {Fault}")]
    public static partial void PolicyFault(ILogger logger, string policy, string fault, Exception? exception);

    [LoggerMessage(11, LogLevel.Information, "Task started: {Task}")]
    public static partial void TaskStarted(ILogger logger, string task);

    [LoggerMessage(19, LogLevel.Warning, "Task not started, trying again: {Task}: {Reason}")]
    public static partial void TaskRefused(ILogger logger, string task, string reason);

    [LoggerMessage(12, LogLevel.Information, "Shutting down: decelerating, then a last hold command")]
    public static partial void ShuttingDown(ILogger logger);

    [LoggerMessage(13, LogLevel.Information, "{Source}: {Message}")]
    public static partial void TransportInformation(ILogger logger, string source, string message);

    [LoggerMessage(14, LogLevel.Warning, "{Source}: {Message}")]
    public static partial void TransportWarning(ILogger logger, string source, string message);

    [LoggerMessage(15, LogLevel.Error, "{Source}: {Message}")]
    public static partial void TransportError(ILogger logger, string source, string message);

    [LoggerMessage(16, LogLevel.Warning, "{Kind} {Topic}: matched 0. Nobody is there, or domain {Domain} or discovery {Discovery} is wrong")]
    public static partial void Lonely(ILogger logger, RosEndpointKind kind, string topic, uint domain, DiscoveryProfile discovery);

    [LoggerMessage(17, LogLevel.Warning, "{Line}")]
    public static partial void OnnxWarning(ILogger logger, string line);

    [LoggerMessage(18, LogLevel.Error, "{Line}")]
    public static partial void OnnxError(ILogger logger, string line);

    [LoggerMessage(20, LogLevel.Error, "The control thread has not ticked for {Milliseconds} ms")]
    public static partial void ControlThreadHangs(ILogger logger, double milliseconds);

    [LoggerMessage(21, LogLevel.Information, "The control thread ticks again")]
    public static partial void ControlThreadTicks(ILogger logger);

    [LoggerMessage(22, LogLevel.Information, "Runtime: {Facts}")]
    public static partial void Runtime(ILogger logger, string facts);

    [LoggerMessage(23, LogLevel.Warning, "Control loop overran {Overruns}×: {Skipped} deadlines skipped, worst lateness since the start {Milliseconds} ms; {LongTicks} ticks longer than their period, in {Preempted} of which the machine took the processor away")]
    public static partial void Overran(ILogger logger, long overruns, long skipped, double milliseconds, long longTicks, long preempted);
}
