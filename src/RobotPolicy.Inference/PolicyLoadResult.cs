using RobotPolicy.Inference.Devices;
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

    /// <summary>Where the policy runs; <see langword="null"/> where there is none.</summary>
    public ExecutionDeviceOptions? Device { get; init; }

    /// <summary>Why it does not run where it was meant to; <see langword="null"/> where it does. To be logged as a warning.</summary>
    public string? DeviceWarning { get; init; }

    /// <summary>Why the policy's monitor cannot tell, where it cannot, and what to do; empty where it can. To be logged as warnings.</summary>
    public IReadOnlyList<PackageError> MonitorWarnings { get; init; } = [];
}
