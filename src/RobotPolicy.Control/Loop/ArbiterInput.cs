using RobotPolicy.Control.Execution;

namespace RobotPolicy.Control.Loop;

/// <summary>What the arbiter decides by.</summary>
/// <param name="NowNs">Now, on the monotonic clock.</param>
/// <param name="Fault">The worst fault of this tick.</param>
/// <param name="StartBlock">What forbids a start now.</param>
/// <param name="IsStandstill">Whether the last command stands still.</param>
/// <param name="CanFollow">Whether the measured position is fresh, and one that a command may begin from.</param>
/// <param name="Schedule">Whether the schedule has a target.</param>
internal readonly record struct ArbiterInput(
    long NowNs, TickFault Fault, TickFault StartBlock, bool IsStandstill, bool CanFollow, ScheduleStatus Schedule);
