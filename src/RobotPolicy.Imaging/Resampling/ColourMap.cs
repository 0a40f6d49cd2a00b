using System.Runtime.Intrinsics;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>
/// Per-channel line through which a pixel becomes a tensor value, out = pixel · factor + bias, arranged by the source's byte
/// order ("lane"), and where each lane goes.
/// </summary>
internal readonly ref struct ColourMap
{
    // ITU-R BT.601 luma, as in JPEG and OpenCV.
    private const float LumaRed = 0.299f;
    private const float LumaGreen = 0.587f;
    private const float LumaBlue = 0.114f;

    public ColourMap(PixelFormat format, ImageTensorSpec spec)
    {
        var blueFirst = format is PixelFormat.Bgr8 or PixelFormat.Bgra8;
        var swap = blueFirst != spec.BgrOrder;
        (Channel0, Channel2) = swap ? (2, 0) : (0, 2);
        var three = spec.Channels == 3;
        var (f0, b0) = Line(spec, three ? Channel0 : 0);
        var (f1, b1) = Line(spec, three ? 1 : 0);
        var (f2, b2) = Line(spec, three ? Channel2 : 0);
        Factor = Vector128.Create(f0, f1, f2, 0);
        Bias = Vector128.Create(b0, b1, b2, 0);
        Luma = blueFirst ? Vector128.Create(LumaBlue, LumaGreen, LumaRed, 0) : Vector128.Create(LumaRed, LumaGreen, LumaBlue, 0);
    }

    /// <summary>Tensor channel of lane 0; lane 1 is always channel 1.</summary>
    public int Channel0 { get; }

    /// <summary>Tensor channel of lane 2.</summary>
    public int Channel2 { get; }

    public Vector128<float> Factor { get; }

    public Vector128<float> Bias { get; }

    public Vector128<float> Luma { get; }

    /// <summary>Where a row of one lane goes, and through which line.</summary>
    public LaneLine Lane(int lane, Span<float> target) => new(target, Factor.GetElement(lane), Bias.GetElement(lane));

    /// <summary>The line of one tensor channel.</summary>
    public static (float Factor, float Bias) Line(ImageTensorSpec spec, int channel) =>
        (spec.Scale / spec.Std[channel], -spec.Mean[channel] / spec.Std[channel]);
}
