using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Tests.Imaging;

/// <summary>The image kernel's definition, pixel by pixel in double precision, without any cleverness.</summary>
internal static class ReferenceImaging
{
    public static float[] Convert(PixelFormat format, int width, int height, int step, byte[] data, ImageTensorSpec spec)
    {
        var result = new float[spec.Length];
        for (var y = 0; y < spec.Height; y++)
            for (var x = 0; x < spec.Width; x++)
            {
                var (red, green, blue) = Sample(format, width, height, step, data, spec, x, y);
                for (var channel = 0; channel < spec.Channels; channel++)
                {
                    var value = spec.Channels == 1
                        ? (0.299 * red) + (0.587 * green) + (0.114 * blue)
                        : (spec.BgrOrder ? 2 - channel : channel) switch { 0 => red, 1 => green, _ => blue };
                    var index = spec.ChannelsLast
                        ? (((y * spec.Width) + x) * spec.Channels) + channel
                        : (channel * spec.Width * spec.Height) + (y * spec.Width) + x;
                    result[index] = (float)(((value * spec.Scale) - spec.Mean[channel]) / spec.Std[channel]);
                }
            }

        return result;
    }

    private static (double R, double G, double B) Sample(
        PixelFormat format, int width, int height, int step, byte[] data, ImageTensorSpec spec, int x, int y)
    {
        double r = 0, g = 0, b = 0;
        foreach (var (sy, wy) in Taps(y, height, spec.Height, spec.Filter))
            foreach (var (sx, wx) in Taps(x, width, spec.Width, spec.Filter))
            {
                var (pr, pg, pb) = Pixel(format, step, data, sx, sy);
                r += wx * wy * pr;
                g += wx * wy * pg;
                b += wx * wy * pb;
            }

        return (r, g, b);
    }

    private static (byte R, byte G, byte B) Pixel(PixelFormat format, int step, byte[] data, int x, int y)
    {
        var row = y * step;
        return format switch
        {
            PixelFormat.Rgb8 => (data[row + (3 * x)], data[row + (3 * x) + 1], data[row + (3 * x) + 2]),
            PixelFormat.Bgr8 => (data[row + (3 * x) + 2], data[row + (3 * x) + 1], data[row + (3 * x)]),
            PixelFormat.Rgba8 => (data[row + (4 * x)], data[row + (4 * x) + 1], data[row + (4 * x) + 2]),
            PixelFormat.Bgra8 => (data[row + (4 * x) + 2], data[row + (4 * x) + 1], data[row + (4 * x)]),
            _ => (data[row + x], data[row + x], data[row + x]),
        };
    }

    private static IEnumerable<(int Pixel, double Weight)> Taps(int target, int source, int size, ResizeFilter filter)
    {
        var scale = (double)source / size;
        switch (filter)
        {
            case ResizeFilter.Area:
                for (var pixel = 0; pixel < source; pixel++)
                {
                    var overlap = Math.Min((target + 1) * scale, pixel + 1) - Math.Max(target * scale, pixel);
                    if (overlap > 0)
                        yield return (pixel, overlap / scale);
                }

                break;
            case ResizeFilter.Bilinear:
                var centre = Math.Clamp(((target + 0.5) * scale) - 0.5, 0, source - 1);
                var first = (int)centre;
                yield return (first, 1 - (centre - first));
                yield return (Math.Min(first + 1, source - 1), centre - first);
                break;
            default:
                yield return (Math.Min((int)((target + 0.5) * source / size), source - 1), 1);
                break;
        }
    }
}
