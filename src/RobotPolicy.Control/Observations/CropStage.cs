namespace RobotPolicy.Control.Observations;

/// <summary>
/// Keeps a rectangle of the picture, in pixels; a view, which costs nothing. A picture that does not hold it is
/// <see cref="ImageStatus.InvalidLayout"/>.
/// </summary>
public sealed record CropStage : ImageStage
{
    /// <summary>Width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>First column; <see langword="null"/> for <see cref="Centre"/>.</summary>
    public int? Left { get; init; }

    /// <summary>First row; <see langword="null"/> for <see cref="Centre"/>.</summary>
    public int? Top { get; init; }

    /// <summary>First pixel of a centred crop: half of what is left over, halves to the even one, as torchvision's <c>CenterCrop</c>.</summary>
    public static int Centre(int size, int crop) => (int)Math.Round((size - crop) / 2.0, MidpointRounding.ToEven);
}
