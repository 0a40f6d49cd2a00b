using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.RosGraph;

/// <summary>What the graph is told of the service's state.</summary>
/// <param name="Mode">Who is in command.</param>
/// <param name="Cause">Why the policy is not executed.</param>
/// <param name="Culprit">Name of the joint, camera or stop input to blame; empty where there is none.</param>
/// <param name="AuthorityHolder">Who holds control authority; empty where nobody does.</param>
/// <param name="Task">The task; empty where there is none.</param>
/// <param name="Epoch">Current epoch.</param>
public readonly record struct RobotState(
    ControlMode Mode, StopCause Cause, string Culprit, string AuthorityHolder, string Task, long Epoch)
{
    /// <summary>What the failure monitor says of the policy; off where nothing watches.</summary>
    public FailureState Failure { get; init; }

    /// <summary>Why the failure monitor cannot tell; none where it can.</summary>
    public DegradedReason FailureReason { get; init; }

    /// <summary>Whether an operator is needed before anything moves on: a protective stop or an emergency stop.</summary>
    public bool IsStopped => Mode == ControlMode.ProtectiveStop || IsEmergencyStopped;

    /// <summary>Whether the emergency stop is latched.</summary>
    public bool IsEmergencyStopped => Mode == ControlMode.EmergencyStop;
}
