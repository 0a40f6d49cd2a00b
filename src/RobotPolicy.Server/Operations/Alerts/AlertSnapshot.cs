using RobotPolicy.Server.Operations.Telemetry;

namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>What the cameras showed when an alert was raised; immutable.</summary>
/// <param name="AlertId">The alert.</param>
/// <param name="DecidedNs">When the tick began that decided, on the monotonic clock, in nanoseconds.</param>
/// <param name="Pictures">Pictures by the index of their camera; those that could not be had are left out.</param>
public sealed record AlertSnapshot(string AlertId, long DecidedNs, IReadOnlyList<(int Camera, Picture Picture)> Pictures);
