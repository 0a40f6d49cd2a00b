using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Control.Modes;

/// <summary>What the loop did with a command.</summary>
/// <param name="Accepted">Whether it obeyed.</param>
/// <param name="Refusal">Why it did not; none if it did.</param>
/// <param name="Status">The loop after the tick that decided.</param>
public readonly record struct LoopVerdict(bool Accepted, StopCause Refusal, LoopStatus Status);
