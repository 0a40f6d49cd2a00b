namespace RobotPolicy.Ros.Messages;

/// <summary>Level of a diagnostic status, the constants of <c>diagnostic_msgs/msg/DiagnosticStatus</c>.</summary>
public enum DiagnosticLevel : byte
{
    /// <summary>Works.</summary>
    Ok = 0,

    /// <summary>Works, with a problem.</summary>
    Warn = 1,

    /// <summary>Does not work.</summary>
    Error = 2,

    /// <summary>Has not been heard of for too long.</summary>
    Stale = 3,
}
