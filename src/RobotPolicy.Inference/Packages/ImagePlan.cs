using RobotPolicy.Control.Observations;

namespace RobotPolicy.Inference.Packages;

/// <summary>What a manifest's steps do to one camera's picture, up to its scale: passes from bytes to bytes, then the one that makes the tensor.</summary>
internal sealed record ImagePlan
{
    /// <summary>What happens to the bytes beforehand.</summary>
    public IReadOnlyList<ImageStage> Stages { get; init; } = [];

    /// <summary>The last resize, or <see langword="null"/>.</summary>
    public ResizeStep? Resize { get; init; }

    /// <summary>Share of each side that it looks at.</summary>
    public double CropSide { get; init; } = 1;

    /// <summary>The part of its result that is wanted.</summary>
    public ImageWindow? Window { get; init; }

    /// <summary>Whether a JPEG may be decoded smaller than it is, as the first pass is a resize that allows it.</summary>
    public bool ScaledDecode { get; init; }

    /// <summary>How its result becomes bytes.</summary>
    public ByteRounding Rounding { get; init; }

    /// <summary>Factor on pixels of 0…255.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>The tensor's size, where the steps fix it.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>The step that fixes it, for errors.</summary>
    public string SizedBy { get; init; } = string.Empty;
}
