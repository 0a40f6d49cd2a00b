using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>What is kept of one tick.</summary>
/// <param name="TimeNs">Virtual time.</param>
/// <param name="Source">Where the command came from.</param>
/// <param name="Status">What the executor said.</param>
/// <param name="ChunkId">Newest chunk in use, or 0.</param>
/// <param name="Cause">Why the policy was not executed.</param>
/// <param name="AnswerAgeNs">Time from the request of the answer that arrived in this tick, or −1 where none did.</param>
/// <param name="Limited">Whether the limits made the command another one than the target.</param>
/// <param name="Command">Commanded positions in the robot's order, rad or m.</param>
/// <param name="Target">The executor's target before the limits; meaningful where <paramref name="Status"/> is active.</param>
internal readonly record struct TracedTick(
    long TimeNs,
    CommandSource Source,
    ScheduleStatus Status,
    long ChunkId,
    StopCause Cause,
    long AnswerAgeNs,
    bool Limited,
    double[] Command,
    double[] Target)
{
    /// <summary>Whether the command follows a chunk.</summary>
    public bool IsPolicy => Source == CommandSource.Policy && Status == ScheduleStatus.Active;
}
