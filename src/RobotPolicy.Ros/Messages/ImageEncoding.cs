namespace RobotPolicy.Ros.Messages;

/// <summary>Pixel layout of a raw image, after <c>sensor_msgs/image_encodings.hpp</c>.</summary>
public enum ImageEncoding
{
    /// <summary>An encoding that we do not know; only the row length can be checked.</summary>
    Unknown = 0,

    /// <summary>Red, green, blue; 8 bits each.</summary>
    Rgb8,

    /// <summary>Blue, green, red; 8 bits each.</summary>
    Bgr8,

    /// <summary>Red, green, blue, alpha; 8 bits each.</summary>
    Rgba8,

    /// <summary>Blue, green, red, alpha; 8 bits each.</summary>
    Bgra8,

    /// <summary>Grey, 8 bits. Also read from <c>8UC1</c>.</summary>
    Mono8,

    /// <summary>Grey, 16 bits.</summary>
    Mono16,

    /// <summary>16-bit numbers, such as depth in mm.</summary>
    Depth16UC1,

    /// <summary>32-bit floating-point numbers, such as depth in m.</summary>
    Depth32FC1,

    /// <summary>4:2:2, bytes Y U Y V. Also read from <c>yuv422_yuy2</c>.</summary>
    Yuyv,

    /// <summary>4:2:2, bytes U Y V Y. Also read from <c>yuv422</c>.</summary>
    Uyvy,

    /// <summary>Three 8-bit channels without a stated meaning, <c>8UC3</c>.</summary>
    Generic8UC3,

    /// <summary>Four 8-bit channels without a stated meaning, <c>8UC4</c>.</summary>
    Generic8UC4,

    /// <summary>8-bit Bayer mosaic, rows RG GB.</summary>
    BayerRggb8,

    /// <summary>8-bit Bayer mosaic, rows BG GR.</summary>
    BayerBggr8,

    /// <summary>8-bit Bayer mosaic, rows GB RG.</summary>
    BayerGbrg8,

    /// <summary>8-bit Bayer mosaic, rows GR BG.</summary>
    BayerGrbg8,

    /// <summary>16-bit Bayer mosaic, rows RG GB.</summary>
    BayerRggb16,

    /// <summary>16-bit Bayer mosaic, rows BG GR.</summary>
    BayerBggr16,

    /// <summary>16-bit Bayer mosaic, rows GB RG.</summary>
    BayerGbrg16,

    /// <summary>16-bit Bayer mosaic, rows GR BG.</summary>
    BayerGrbg16,
}
