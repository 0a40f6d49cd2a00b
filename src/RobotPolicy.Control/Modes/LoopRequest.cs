using RobotPolicy.Control.Timing;

namespace RobotPolicy.Control.Modes;

/// <summary>A command on its way to the tick that decides on it.</summary>
/// <param name="Command">What is wanted.</param>
/// <param name="Ticket">Number by which the sender knows the answer, or 0 where nobody waits for one.</param>
internal readonly record struct LoopRequest(LoopCommand Command, long Ticket);
