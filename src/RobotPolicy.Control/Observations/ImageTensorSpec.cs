namespace RobotPolicy.Control.Observations;

/// <summary>
/// The tensor that a policy expects of one camera. Value = (pixel · <see cref="Scale"/> − <see cref="Mean"/>[c]) / <see cref="Std"/>[c],
/// with the pixel in 0…255 after <see cref="Stages"/>, resizing and <see cref="Rounding"/>. Immutable.
/// </summary>
public sealed record ImageTensorSpec
{
    /// <summary>Width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Channels: 3 for colour in the order of <see cref="BgrOrder"/>, 1 for luminance.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Whether channel 0 is blue rather than red.</summary>
    public bool BgrOrder { get; init; }

    /// <summary>Whether the layout is [height, width, channel] rather than [channel, height, width].</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Filter used where the picture has another size.</summary>
    public ResizeFilter Filter { get; init; } = ResizeFilter.Area;

    /// <summary>What happens to the bytes beforehand, in this order; crops cost nothing, every other one is a pass of its own.</summary>
    public IReadOnlyList<ImageStage> Stages { get; init; } = [];

    /// <summary>Share of each side that the resize looks at, around the centre; 1 for all.</summary>
    public double CropSide { get; init; } = 1;

    /// <summary>What happens to another aspect ratio.</summary>
    public ImageFit Fit { get; init; }

    /// <summary>Grey level of the padding.</summary>
    public byte PadValue { get; init; }

    /// <summary>The part of the resized picture that the tensor holds; <see langword="null"/> for all. Not with padding.</summary>
    public ImageWindow? Window { get; init; }

    /// <summary>
    /// Whether a JPEG may be decoded at a half, a quarter or an eighth of its size where the first pass makes it smaller than that
    /// anyway: faster, and a little off. Means something only where that pass is a resize that counts every pixel
    /// (<see cref="ResizeFilterExtensions.CountsEveryPixel"/>).
    /// </summary>
    public bool ScaledDecode { get; init; }

    /// <summary>Rounding of the resized values, where training had bytes there.</summary>
    public ByteRounding Rounding { get; init; }

    /// <summary>Factor on the pixel value before the mean is subtracted; 1/255 for tensors in 0…1.</summary>
    public float Scale { get; init; } = 1f / 255f;

    /// <summary>Mean per channel, after <see cref="Scale"/>.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>Divisor per channel; finite and positive.</summary>
    public required IReadOnlyList<float> Std { get; init; }

    /// <summary>Number of values in the tensor.</summary>
    public int Length => Width * Height * Channels;
}
