using System.Runtime.Intrinsics;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>Writes a row of grey levels into a tensor whose layout is not a plane for each lane.</summary>
internal static class TensorLine
{
    /// <summary>Every pixel of the tensor at one grey level.</summary>
    public static void Fill(ImageTensorSpec spec, byte level, Span<float> destination)
    {
        var plane = spec.Width * spec.Height;
        for (var channel = 0; channel < spec.Channels; channel++)
        {
            var (factor, bias) = ColourMap.Line(spec, channel);
            var value = (level * factor) + bias;
            if (spec.ChannelsLast)
                for (var i = channel; i < destination.Length; i += spec.Channels)
                    destination[i] = value;
            else
                destination.Slice(channel * plane, plane).Fill(value);
        }
    }

    /// <summary>A grey line into every channel.</summary>
    /// <param name="line">Grey levels.</param>
    /// <param name="spec">The tensor.</param>
    /// <param name="position">Pixel of the tensor that the line begins at.</param>
    /// <param name="destination">The tensor's values.</param>
    public static void WriteGrey(ReadOnlySpan<float> line, ImageTensorSpec spec, int position, Span<float> destination)
    {
        var (plane, step) = spec.ChannelsLast ? (1, spec.Channels) : (spec.Width * spec.Height, 1);
        for (var channel = 0; channel < spec.Channels; channel++)
        {
            var (factor, bias) = ColourMap.Line(spec, channel);
            var target = destination[((channel * plane) + (position * step))..];
            for (int x = 0, to = 0; x < line.Length; x++, to += step)
                target[to] = (line[x] * factor) + bias;
        }
    }

    /// <summary>Three lanes into interleaved channels, or into one of luminance.</summary>
    /// <param name="lane0">Grey levels of the source's first byte.</param>
    /// <param name="lane1">Of its second.</param>
    /// <param name="lane2">Of its third.</param>
    /// <param name="map">Where the lanes go.</param>
    /// <param name="spec">The tensor.</param>
    /// <param name="position">Pixel of the tensor that the line begins at.</param>
    /// <param name="destination">The tensor's values.</param>
    public static void WriteColour(
        ReadOnlySpan<float> lane0,
        ReadOnlySpan<float> lane1,
        ReadOnlySpan<float> lane2,
        ColourMap map,
        ImageTensorSpec spec,
        int position,
        Span<float> destination)
    {
        if (spec.Channels == 1)
        {
            var (factor, bias) = ColourMap.Line(spec, 0);
            var (w0, w1, w2) = (map.Luma.GetElement(0), map.Luma.GetElement(1), map.Luma.GetElement(2));
            var line = destination.Slice(position, lane0.Length);
            for (var x = 0; x < line.Length; x++)
                line[x] = (((lane0[x] * w0) + (lane1[x] * w1) + (lane2[x] * w2)) * factor) + bias;
            return;
        }

        var target = destination.Slice(position * 3, lane0.Length * 3);
        var (f0, f1, f2) = (map.Factor.GetElement(0), map.Factor.GetElement(1), map.Factor.GetElement(2));
        var (b0, b1, b2) = (map.Bias.GetElement(0), map.Bias.GetElement(1), map.Bias.GetElement(2));
        for (int x = 0, to = 0; x < lane0.Length; x++, to += 3)
        {
            target[to + map.Channel0] = (lane0[x] * f0) + b0;
            target[to + 1] = (lane1[x] * f1) + b1;
            target[to + map.Channel2] = (lane2[x] * f2) + b2;
        }
    }
}
