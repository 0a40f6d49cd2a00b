using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>A change of what the monitor says, as the tick saw it that took it in.</summary>
/// <param name="TickIndex">The tick.</param>
/// <param name="TimeNs">When the tick began, on the monotonic clock, in nanoseconds.</param>
/// <param name="Mode">Who is in command after it.</param>
/// <param name="Report">What the monitor says now.</param>
public readonly record struct FailureNotice(long TickIndex, long TimeNs, ControlMode Mode, FailureReport Report);
