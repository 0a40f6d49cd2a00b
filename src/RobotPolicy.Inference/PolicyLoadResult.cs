using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference;

/// <summary>A loaded policy, or everything that is wrong with it. Immutable.</summary>
public sealed record PolicyLoadResult
{
    /// <summary>The policy, warmed up; <see langword="null"/> where there are errors. The receiver disposes it.</summary>
    public OnnxPolicy? Policy { get; init; }

    /// <summary>Everything that is wrong; empty where there is a policy.</summary>
    public required IReadOnlyList<PackageError> Errors { get; init; }

    /// <summary>Time to read, validate and load, without the warm-up.</summary>
    public TimeSpan LoadTime { get; init; }

    /// <summary>Duration of each warm-up inference, the first one first.</summary>
    public IReadOnlyList<TimeSpan> WarmUpTimes { get; init; } = [];
}
