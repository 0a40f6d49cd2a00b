using RobotPolicy.Cli.Commands.Hardware.Hearing;

namespace RobotPolicy.Cli.Commands.Hardware.Writing;

/// <summary>The joints of one driver of a profile in the making, and who commands them.</summary>
internal sealed record DraftPart
{
    /// <summary>Topic of its joint states.</summary>
    public required string StatesTopic { get; init; }

    /// <summary>How they came.</summary>
    public required HeardStream Stream { get; init; }

    /// <summary>Its joints.</summary>
    public required IReadOnlyList<DraftJoint> Joints { get; init; }

    /// <summary>Joints that it reports and that are left out.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Topic of the URDF that limits are from; empty where there is none.</summary>
    public string DescriptionTopic { get; init; } = "";

    /// <summary>Topic of commands; empty where nobody takes any.</summary>
    public string CommandTopic { get; init; } = "";

    /// <summary>Whether commands are trajectories.</summary>
    public bool IsTrajectory { get; init; }

    /// <summary>Other topics that could be commanded, with their types.</summary>
    public IReadOnlyList<string> OtherCommands { get; init; } = [];
}
