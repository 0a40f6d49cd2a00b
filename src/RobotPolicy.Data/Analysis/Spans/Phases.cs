using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>The phase of a tick.</summary>
public static class Phases
{
    /// <summary>Number of phases.</summary>
    public const int Count = (int)Phase.Stop + 1;

    /// <summary>The phase of a tick.</summary>
    public static Phase Of(in TickRecord tick) => tick.Mode switch
    {
        ControlMode.Running => tick.Source == CommandSource.Policy ? Phase.Policy : Phase.Waiting,
        ControlMode.Human => Phase.Human,
        ControlMode.Holding => tick.Cause == StopCause.Retrying ? Phase.Retry : Phase.Hold,
        ControlMode.ProtectiveStop or ControlMode.EmergencyStop => Phase.Stop,
        _ => Phase.Idle,
    };
}
