namespace RobotPolicy.Control.Observations;

/// <summary>Brings the picture to another size, as bytes.</summary>
public sealed record ResampleStage : ImageStage
{
    /// <summary>Width in pixels, padding included.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels, padding included.</summary>
    public required int Height { get; init; }

    /// <summary>Filter.</summary>
    public required ResizeFilter Filter { get; init; }

    /// <summary>Share of each side that is looked at, around the centre; 1 for all.</summary>
    public double CropSide { get; init; } = 1;

    /// <summary>What happens to another aspect ratio.</summary>
    public ImageFit Fit { get; init; }

    /// <summary>Grey level of the padding.</summary>
    public byte PadValue { get; init; }

    /// <summary>How values become bytes; not <see cref="ByteRounding.None"/>.</summary>
    public required ByteRounding Rounding { get; init; }
}
