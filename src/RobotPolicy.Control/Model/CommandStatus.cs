namespace RobotPolicy.Control.Model;

/// <summary>Outcome of handing one command to the robot, as a value: the caller is the control thread, where nothing throws.</summary>
public enum CommandStatus
{
    /// <summary>Handed over.</summary>
    Sent = 0,

    /// <summary>The transport could not take the command without blocking; it is gone.</summary>
    TimedOut,

    /// <summary>The transport refused the command.</summary>
    Failed,

    /// <summary>The port is disposed.</summary>
    Closed,
}
