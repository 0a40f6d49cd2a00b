namespace RobotPolicy.Control.Observations;

/// <summary>Compresses the picture as JPEG (colour at half resolution, 4:2:0) and decompresses it, for policies that were trained on such pictures.</summary>
public sealed record JpegStage : ImageStage
{
    /// <summary>Quality, 1…100.</summary>
    public int Quality { get; init; } = 95;

    /// <summary>Whether the decoder uses the fast transform, as TensorFlow's does, rather than the accurate one.</summary>
    public bool FastTransform { get; init; }
}
