namespace RobotPolicy.Control.Model;

/// <summary>Who or what determines the next command.</summary>
public enum ControlMode
{
    /// <summary>No task: nothing is published.</summary>
    Idle = 0,

    /// <summary>A policy is being executed.</summary>
    Running,

    /// <summary>A human is in command.</summary>
    Human,

    /// <summary>The arm decelerates to a standstill and is kept there; execution goes on when the cause is gone.</summary>
    Holding,

    /// <summary>As holding, but only an operator resumes.</summary>
    ProtectiveStop,

    /// <summary>Latched; a reset never restarts motion.</summary>
    EmergencyStop,
}
