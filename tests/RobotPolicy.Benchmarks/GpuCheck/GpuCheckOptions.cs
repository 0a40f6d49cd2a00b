using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Benchmarks.GpuCheck;

/// <summary>What the GPU check runs.</summary>
internal sealed record GpuCheckOptions
{
    public required ExecutionDeviceOptions Device { get; init; }

    public required IReadOnlyList<string> Precisions { get; init; }

    public required IReadOnlyList<int> Batches { get; init; }

    /// <summary>Sizes that a processor computes at once: checks the check, not the GPU.</summary>
    public required bool Small { get; init; }

    /// <summary>Time of the timed runs of one case.</summary>
    public required TimeSpan CaseTime { get; init; }

    /// <summary>Timed runs of one case at least; a third of them as warm-up, at most 10.</summary>
    public required int MinRuns { get; init; }

    /// <summary>Python with PyTorch; empty for none.</summary>
    public required string Python { get; init; }

    /// <summary>Time for all of PyTorch's cases, compilation included.</summary>
    public required TimeSpan TorchTime { get; init; }

    public required string Output { get; init; }
}
