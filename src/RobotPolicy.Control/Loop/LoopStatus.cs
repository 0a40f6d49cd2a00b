using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Safety;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Control.Loop;

/// <summary>State of the loop after one tick. Counts run since the service started.</summary>
public readonly record struct LoopStatus
{
    /// <summary>Number of the tick, from 1; 0 before the first.</summary>
    public long TickIndex { get; init; }

    /// <summary>When the tick began, on the monotonic clock, in nanoseconds.</summary>
    public long TimeNs { get; init; }

    /// <summary>Current epoch.</summary>
    public long Epoch { get; init; }

    /// <summary>Who is in command.</summary>
    public ControlMode Mode { get; init; }

    /// <summary>Why the policy is not executed.</summary>
    public StopCause Cause { get; init; }

    /// <summary>The robot's joint or camera to blame, depending on <see cref="Cause"/>, or −1.</summary>
    public int Culprit { get; init; }

    /// <summary>What forbids a start or a resume now; none if nothing does.</summary>
    public TickFault StartBlock { get; init; }

    /// <summary>Why the last command to the loop was refused; none if it was obeyed.</summary>
    public StopCause LastRefusal { get; init; }

    /// <summary>Commands to the loop that it refused, or that found the queue full.</summary>
    public long RefusedCount { get; init; }

    /// <summary>Ticket of the last command that was decided for somebody who waits; 0 before the first.</summary>
    public long LastTicket { get; init; }

    /// <summary>Whether that command was obeyed.</summary>
    public bool TicketAccepted { get; init; }

    /// <summary>Why that command was refused; none if it was obeyed, or if only the mode is to blame.</summary>
    public StopCause TicketRefusal { get; init; }

    /// <summary>Ticket of the last policy that was equipped or refused; 0 before the first.</summary>
    public long EquipTicket { get; init; }

    /// <summary>Whether that policy was taken.</summary>
    public bool EquipAccepted { get; init; }

    /// <summary>Whether a policy is equipped.</summary>
    public bool HasPolicy { get; init; }

    /// <summary>Whether a task has begun and not ended.</summary>
    public bool HasTask { get; init; }

    /// <summary>Whether only an operator leads out of this mode.</summary>
    public bool NeedsOperator { get; init; }

    /// <summary>The stop that somebody outside the loop demands now, for as long as its cause lasts.</summary>
    public StopDemand Demand { get; init; }

    /// <summary>What the human's stream said.</summary>
    public HumanSample Human { get; init; }

    /// <summary>Whether the policy has a target; while a human is in command it is what the policy would do.</summary>
    public bool HasTarget { get; init; }

    /// <summary>Takeovers by a human.</summary>
    public long TakeoverCount { get; init; }

    /// <summary>Whether the arm's command stands still.</summary>
    public bool IsStandstill { get; init; }

    /// <summary>Whether the loop has come to its end.</summary>
    public bool IsShutDown { get; init; }

    /// <summary>Where the command came from.</summary>
    public CommandSource Source { get; init; }

    /// <summary>Age of the newest joint state, in nanoseconds; −1 where there is none.</summary>
    public long JointStateAgeNs { get; init; }

    /// <summary>How long the schedule lasts, in nanoseconds.</summary>
    public long ScheduleRemainingNs { get; init; }

    /// <summary>Newest chunk in use, or 0.</summary>
    public long ChunkId { get; init; }

    /// <summary>How much of the next chunk will be over when it takes over, judged by the last ones, in nanoseconds; 0 before the first.</summary>
    public long DelayForecastNs { get; init; }

    /// <summary>Transitions from motion, of a policy or a human, to a hold or a stop.</summary>
    public long HoldCount { get; init; }

    /// <summary>Ticks that began too late.</summary>
    public long MissedDeadlineCount { get; init; }

    /// <summary>Chunks thrown away because their epoch was over, their time was past, or they did not join the chunk in use.</summary>
    public long DiscardedChunkCount { get; init; }

    /// <summary>What the policy said about its task with the last chunk of this epoch; <see langword="null"/> where nobody asked it.</summary>
    public PolicySignals? Signals { get; init; }

    /// <summary>Whether a failure monitor judges every inference of the equipped policy.</summary>
    public bool HasMonitor { get; init; }

    /// <summary>
    /// What the failure monitor says about the newest accepted chunk of this epoch; off without a monitor, degraded before the first.
    /// While a human is in command it concerns the policy in shadow.
    /// </summary>
    public FailureReport Failure { get; init; }

    /// <summary>Alarms of the failure monitor: its reports that alarm after one of the same epoch that does not, in shadow too.</summary>
    public long AlarmCount { get; init; }

    /// <summary>The newest report that alarmed, of whatever epoch; off before the first. A hold it caused begins an epoch of its own.</summary>
    public FailureReport LastAlarm { get; init; }

    /// <summary>Accepted chunks of which the failure monitor could not tell anything.</summary>
    public long MonitorDegradedCount { get; init; }

    /// <summary>Commands handed over.</summary>
    public long SentCount { get; init; }

    /// <summary>Commands that could not be handed over.</summary>
    public long UnsentCount { get; init; }

    /// <summary>Calls of a sink that threw.</summary>
    public long SinkFailureCount { get; init; }

    /// <summary>Exceptions inside the tick: bugs.</summary>
    public long InternalErrorCount { get; init; }
}
