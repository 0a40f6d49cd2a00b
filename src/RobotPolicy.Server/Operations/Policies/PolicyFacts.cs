using RobotPolicy.Api.V1;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>What is known of a package without or after loading it; immutable.</summary>
public sealed record PolicyFacts
{
    /// <summary>Everything that is wrong with it; empty where it can be loaded.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>What it needs and gives; <see langword="null"/> where its files cannot be read.</summary>
    public PolicySpec? Spec { get; init; }

    /// <summary>Whether the length of a chunk in <see cref="Spec"/> is known.</summary>
    public bool HasHorizon { get; init; }

    /// <summary>Goals that change what its graph does.</summary>
    public IReadOnlyList<GoalKind> Goals { get; init; } = [];

    /// <summary>Whether it does nothing sensible without a goal.</summary>
    public bool RequiresGoal { get; init; }

    /// <summary>Size of its files in bytes.</summary>
    public long SizeBytes { get; init; }
}
