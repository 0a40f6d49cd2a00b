namespace RobotPolicy.Control.Observations;

/// <summary>
/// How a picture is brought to another size. The same word means different numbers in different libraries, so each is named
/// for what it computes: with <em>antialias</em> the filter is widened by the factor of the shrinkage, so that every source
/// pixel counts; without, only the nearest few do. Pixel centres lie at half-integers unless said otherwise.
/// </summary>
public enum ResizeFilter
{
    /// <summary>Mean over the covered area, fractional pixels weighted. OpenCV <c>INTER_AREA</c>.</summary>
    Area = 0,

    /// <summary>Linear between the four nearest pixels, no antialias. OpenCV <c>INTER_LINEAR</c>, PyTorch <c>align_corners=False</c>.</summary>
    Bilinear,

    /// <summary>The nearest pixel by centres. Pillow <c>NEAREST</c>, PyTorch <c>nearest-exact</c>.</summary>
    Nearest,

    /// <summary>None: a picture of another size is <see cref="ImageStatus.InvalidLayout"/>, since the policy was trained on this one.</summary>
    None,

    /// <summary>Triangle, widened. Pillow <c>BILINEAR</c>, torchvision and TensorFlow with <c>antialias=True</c>.</summary>
    BilinearAntialias,

    /// <summary>
    /// Linear, no antialias; the first and the last sample lie on the centres of the first and the last pixel. TensorFlow
    /// <c>crop_and_resize</c>, PyTorch <c>align_corners=True</c>.
    /// </summary>
    BilinearAlignCorners,

    /// <summary>Cubic with a = −0.75 over 4 × 4 pixels, border repeated, no antialias. OpenCV <c>INTER_CUBIC</c>, PyTorch.</summary>
    Bicubic,

    /// <summary>Cubic with a = −0.5, widened. Pillow <c>BICUBIC</c>, torchvision and TensorFlow with <c>antialias=True</c>.</summary>
    BicubicAntialias,

    /// <summary>Lanczos of three lobes, widened. Pillow <c>LANCZOS</c>, TensorFlow <c>lanczos3</c> with <c>antialias=True</c>.</summary>
    Lanczos3Antialias,

    /// <summary>The pixel at the floor of index · scale. OpenCV <c>INTER_NEAREST</c>, PyTorch <c>nearest</c>.</summary>
    NearestFloor,
}
