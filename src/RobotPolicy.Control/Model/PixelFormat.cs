namespace RobotPolicy.Control.Model;

/// <summary>Layout of the bytes of an <see cref="ImageFrame"/>.</summary>
public enum PixelFormat
{
    /// <summary>Not one that we can turn into a policy input.</summary>
    Unsupported = 0,

    /// <summary>Three bytes a pixel: red, green, blue.</summary>
    Rgb8,

    /// <summary>Three bytes a pixel: blue, green, red.</summary>
    Bgr8,

    /// <summary>Four bytes a pixel: red, green, blue, alpha; alpha is ignored.</summary>
    Rgba8,

    /// <summary>Four bytes a pixel: blue, green, red, alpha; alpha is ignored.</summary>
    Bgra8,

    /// <summary>One byte a pixel, spread to three equal channels where a policy wants colour.</summary>
    Mono8,

    /// <summary>A JPEG stream; width and height are known only once it is decoded.</summary>
    Jpeg,

    /// <summary>A PNG stream; width and height are known only once it is decoded.</summary>
    Png,
}
