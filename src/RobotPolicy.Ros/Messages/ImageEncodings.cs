namespace RobotPolicy.Ros.Messages;

/// <summary>Names and sizes of the image encodings, after <c>sensor_msgs/image_encodings.hpp</c>.</summary>
public static class ImageEncodings
{
    private static readonly Entry[] Table =
    [
        new(ImageEncoding.Rgb8, "rgb8", 3, 1),
        new(ImageEncoding.Bgr8, "bgr8", 3, 1),
        new(ImageEncoding.Rgba8, "rgba8", 4, 1),
        new(ImageEncoding.Bgra8, "bgra8", 4, 1),
        new(ImageEncoding.Mono8, "mono8", 1, 1),
        new(ImageEncoding.Mono8, "8UC1", 1, 1),
        new(ImageEncoding.Mono16, "mono16", 1, 2),
        new(ImageEncoding.Depth16UC1, "16UC1", 1, 2),
        new(ImageEncoding.Depth32FC1, "32FC1", 1, 4),
        new(ImageEncoding.Yuyv, "yuyv", 2, 1),
        new(ImageEncoding.Yuyv, "yuv422_yuy2", 2, 1),
        new(ImageEncoding.Uyvy, "uyvy", 2, 1),
        new(ImageEncoding.Uyvy, "yuv422", 2, 1),
        new(ImageEncoding.Generic8UC3, "8UC3", 3, 1),
        new(ImageEncoding.Generic8UC4, "8UC4", 4, 1),
        new(ImageEncoding.BayerRggb8, "bayer_rggb8", 1, 1),
        new(ImageEncoding.BayerBggr8, "bayer_bggr8", 1, 1),
        new(ImageEncoding.BayerGbrg8, "bayer_gbrg8", 1, 1),
        new(ImageEncoding.BayerGrbg8, "bayer_grbg8", 1, 1),
        new(ImageEncoding.BayerRggb16, "bayer_rggb16", 1, 2),
        new(ImageEncoding.BayerBggr16, "bayer_bggr16", 1, 2),
        new(ImageEncoding.BayerGbrg16, "bayer_gbrg16", 1, 2),
        new(ImageEncoding.BayerGrbg16, "bayer_grbg16", 1, 2),
    ];

    /// <summary>Reads the name of an encoding. Case matters, as in ROS. Allocates nothing.</summary>
    /// <param name="utf8">The name, such as <c>rgb8</c>.</param>
    /// <returns>The encoding, or <see cref="ImageEncoding.Unknown"/>.</returns>
    public static ImageEncoding Parse(ReadOnlySpan<byte> utf8)
    {
        foreach (ref readonly var entry in Table.AsSpan())
        {
            if (utf8.SequenceEqual(entry.Utf8))
                return entry.Encoding;
        }

        return ImageEncoding.Unknown;
    }

    /// <summary>The encoding's name as UTF-8, to be written into a message.</summary>
    /// <param name="encoding">A known encoding; <see cref="ImageEncoding.Unknown"/> throws.</param>
    public static ReadOnlySpan<byte> GetName(ImageEncoding encoding) => Find(encoding).Utf8;

    /// <summary>Samples per pixel. The 4:2:2 encodings have two: one luma and, alternating, one chroma.</summary>
    /// <param name="encoding">A known encoding; <see cref="ImageEncoding.Unknown"/> throws.</param>
    public static int GetChannels(ImageEncoding encoding) => Find(encoding).Channels;

    /// <summary>Bytes per pixel: channels times bytes per sample.</summary>
    /// <param name="encoding">A known encoding; <see cref="ImageEncoding.Unknown"/> throws.</param>
    public static int GetBytesPerPixel(ImageEncoding encoding)
    {
        ref readonly var entry = ref Find(encoding);
        return entry.Channels * entry.BytesPerSample;
    }

    private static ref readonly Entry Find(ImageEncoding encoding)
    {
        foreach (ref readonly var entry in Table.AsSpan())
        {
            if (entry.Encoding == encoding)
                return ref entry;
        }

        throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "Expected a known image encoding.");
    }

    private readonly struct Entry(ImageEncoding encoding, string name, int channels, int bytesPerSample)
    {
        public ImageEncoding Encoding { get; } = encoding;

        public byte[] Utf8 { get; } = System.Text.Encoding.UTF8.GetBytes(name);

        public int Channels { get; } = channels;

        public int BytesPerSample { get; } = bytesPerSample;
    }
}
