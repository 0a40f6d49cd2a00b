namespace RobotPolicy.Control.Observations;

/// <summary>How a picture is brought to another size. The picture is squashed to the target; aspect ratio is not kept.</summary>
public enum ResizeFilter
{
    /// <summary>Mean over the covered area, fractional pixels weighted: the right filter for shrinking.</summary>
    Area = 0,

    /// <summary>Linear between the four nearest pixels, pixel centres aligned (half-pixel convention), no antialias.</summary>
    Bilinear,

    /// <summary>The nearest pixel, pixel centres aligned.</summary>
    Nearest,

    /// <summary>None: a picture of another size is <see cref="ImageStatus.InvalidLayout"/>, since the policy was trained on this one.</summary>
    None,
}
