namespace RobotPolicy.Control.Execution;

/// <summary>What the schedule says about one instant.</summary>
/// <param name="Status">Whether there is a target.</param>
/// <param name="RemainingNs">How long the schedule lasts beyond the instant, in nanoseconds; 0 where it is empty.</param>
/// <param name="ChunkId">Newest chunk in use, or 0.</param>
public readonly record struct ScheduleSample(ScheduleStatus Status, long RemainingNs, long ChunkId);
