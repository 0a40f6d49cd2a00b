namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>What a verdict says about a task.</summary>
public enum VerdictKind
{
    /// <summary>It has reached its goal.</summary>
    Success = 1,

    /// <summary>It has not, and will not.</summary>
    Failure,

    /// <summary>That cannot be told.</summary>
    Unsure,
}
