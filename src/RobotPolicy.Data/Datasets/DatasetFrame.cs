namespace RobotPolicy.Data.Datasets;

/// <summary>One frame to be written. Nothing of it is kept after the call that takes it.</summary>
public readonly ref struct DatasetFrame
{
    /// <summary>What was observed, in the order and the units of <see cref="DatasetSpec.StateNames"/>; finite.</summary>
    public required ReadOnlySpan<float> State { get; init; }

    /// <summary>What was commanded, in the order and the units of <see cref="DatasetSpec.ActionNames"/>; finite.</summary>
    public required ReadOnlySpan<float> Action { get; init; }

    /// <summary>Who commanded.</summary>
    public required FrameSource Source { get; init; }

    /// <summary>
    /// One picture for each of <see cref="DatasetSpec.Cameras"/>, in their order: RGB24, rows from top to bottom without gaps.
    /// </summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Pictures { get; init; }

    /// <summary>Score of the failure monitor; null where there is none. Only with <see cref="DatasetSpec.FailureScores"/>.</summary>
    public float? FailureScore { get; init; }
}
