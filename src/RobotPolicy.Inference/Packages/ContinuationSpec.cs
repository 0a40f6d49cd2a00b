using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Sampling.Chunking;

namespace RobotPolicy.Inference.Packages;

/// <summary>How a package wants a new chunk to continue the one in use.</summary>
internal sealed record ContinuationSpec
{
    /// <summary>Guidance or a prefix.</summary>
    public required ChunkConditioning Conditioning { get; init; }

    /// <summary>Most decided actions that the network was trained to see; for <see cref="ChunkConditioning.Prefix"/>.</summary>
    public int MaxDelaySteps { get; init; }

    /// <summary>Largest weight β of the guidance: 5 in the paper, 10 in LeRobot.</summary>
    public double MaxWeight { get; init; } = 5;

    /// <summary>How the guidance fades along the chunk.</summary>
    public PrefixSchedule Schedule { get; init; } = PrefixSchedule.Exponential;

    /// <summary>Where it stands in the manifest, for errors.</summary>
    public required string Field { get; init; }
}
