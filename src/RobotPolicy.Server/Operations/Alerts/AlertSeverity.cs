namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>How urgent an alert is.</summary>
public enum AlertSeverity
{
    /// <summary>Good to know.</summary>
    Info = 1,

    /// <summary>The robot waits, and goes on by itself; or something is not as it should be.</summary>
    Warning,

    /// <summary>Somebody has to do something.</summary>
    Error,

    /// <summary>The robot is stopped for good.</summary>
    Critical,
}
