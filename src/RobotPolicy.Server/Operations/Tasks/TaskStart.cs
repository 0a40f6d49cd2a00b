using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>What is to be started. Two with equal content are the same request.</summary>
public sealed record TaskStart
{
    /// <summary>Chosen by whoever starts; empty where a second start is a second task.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Package to run; empty for the active one.</summary>
    public string Policy { get; init; } = "";

    /// <summary>What to reach.</summary>
    public Goal? Goal { get; init; }

    /// <summary>Ask whether the arm is clear before anything moves.</summary>
    public bool Confirm { get; init; }

    /// <summary>Ends the task after this time of execution; zero for none.</summary>
    public TimeSpan TimeLimit { get; init; }

    /// <summary>Who starts it.</summary>
    public required string StartedBy { get; init; }
}
