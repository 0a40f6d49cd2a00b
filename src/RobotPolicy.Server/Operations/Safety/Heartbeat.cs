namespace RobotPolicy.Server.Operations.Safety;

/// <summary>One operator who is watched.</summary>
/// <param name="by">The operator.</param>
/// <param name="timeout">Silence after which the arm is held.</param>
public sealed class Heartbeat(string by, TimeSpan timeout)
{
    /// <summary>The operator.</summary>
    public string By { get; } = by;

    /// <summary>Silence after which the arm is held.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>Until when the last sign of life is good; guarded by the desk's lock.</summary>
    internal long UntilNs { get; set; }
}
