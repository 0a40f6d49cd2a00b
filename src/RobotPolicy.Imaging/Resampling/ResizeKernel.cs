using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>
/// Convert, resize and normalise in one pass over the source. For each target row the source rows under it are summed up into
/// one row of floats (contiguous, so fully vectorised), and that row is then summed up along x, one pixel per vector. Not
/// thread-safe: it owns the row.
/// </summary>
internal sealed class ResizeKernel
{
    // A pixel of three floats is loaded as a vector of four; the load of the last one reaches beyond the row.
    private const int RowPadding = 4;
    private readonly AxisTapCache _taps = new();
    private float[] _row = [];

    public void Run(PixelBuffer source, ImageTensorSpec spec, Span<float> destination)
    {
        var columns = _taps.Get(source.Width, spec.Width, spec.Filter);
        var rows = _taps.Get(source.Height, spec.Height, spec.Filter);
        var rowLength = source.Width * source.BytesPerPixel;
        if (_row.Length < rowLength + RowPadding)
            _row = new float[rowLength + RowPadding];
        var map = new ColourMap(source.Format, spec);

        for (var y = 0; y < spec.Height; y++)
        {
            var weights = rows.Of(y, out var first);
            SumRows(source, first, weights, _row.AsSpan(0, rowLength));
            if (source.Format == PixelFormat.Mono8)
                WriteMonoRow(columns, spec, y, destination);
            else if (spec.Channels == 1)
                WriteLumaRow(source.BytesPerPixel, columns, map, spec, y, destination);
            else
                WriteColourRow(source.BytesPerPixel, columns, map, spec, y, destination);
        }
    }

    /// <summary>row = Σ weight · source row.</summary>
    private static void SumRows(PixelBuffer source, int first, ReadOnlySpan<float> weights, Span<float> row)
    {
        const int block = 32;
        ref var data = ref MemoryMarshal.GetReference(source.Data);
        ref var target = ref MemoryMarshal.GetReference(row);
        var start = (nuint)((long)first * source.Step);
        var step = (nuint)source.Step;
        var x = 0;

        // PixelBuffer has checked that every row of row.Length bytes lies inside the data.
        for (; x <= row.Length - block; x += block)
        {
            var s0 = Vector256<float>.Zero;
            var s1 = Vector256<float>.Zero;
            var s2 = Vector256<float>.Zero;
            var s3 = Vector256<float>.Zero;
            var offset = start + (nuint)x;
            foreach (var weight in weights)
            {
                var w = Vector256.Create(weight);
                s0 = Vector256.MultiplyAddEstimate(ByteLanes.Load8(in data, offset), w, s0);
                s1 = Vector256.MultiplyAddEstimate(ByteLanes.Load8(in data, offset + 8), w, s1);
                s2 = Vector256.MultiplyAddEstimate(ByteLanes.Load8(in data, offset + 16), w, s2);
                s3 = Vector256.MultiplyAddEstimate(ByteLanes.Load8(in data, offset + 24), w, s3);
                offset += step;
            }

            s0.StoreUnsafe(ref target, (nuint)x);
            s1.StoreUnsafe(ref target, (nuint)x + 8);
            s2.StoreUnsafe(ref target, (nuint)x + 16);
            s3.StoreUnsafe(ref target, (nuint)x + 24);
        }

        for (; x < row.Length; x++)
        {
            var sum = 0f;
            for (var k = 0; k < weights.Length; k++)
                sum += weights[k] * source.Data[(int)((long)(first + k) * source.Step) + x];
            row[x] = sum;
        }
    }

    /// <summary>One target pixel: Σ weight · pixel along x, as a vector of the pixel's lanes.</summary>
    private Vector128<float> SumPixels(int stride, ReadOnlySpan<float> weights, int first)
    {
        ref var row = ref MemoryMarshal.GetArrayDataReference(_row);
        var sum = Vector128<float>.Zero;
        var offset = (nuint)(first * stride);
        foreach (var weight in weights)
        {
            sum = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref row, offset), Vector128.Create(weight), sum);
            offset += (nuint)stride;
        }

        return sum;
    }

    private void WriteColourRow(int stride, AxisTaps columns, ColourMap map, ImageTensorSpec spec, int y, Span<float> destination)
    {
        // Planar: channels lie a plane apart. Interleaved: one float apart.
        var (plane, step) = spec.ChannelsLast ? (1, 3) : (spec.Width * spec.Height, 1);
        var position = y * spec.Width * step;
        var (lane0, lane1, lane2) = (map.Channel0 * plane, plane, map.Channel2 * plane);
        for (var x = 0; x < columns.Target; x++)
        {
            var weights = columns.Of(x, out var first);
            var value = Vector128.MultiplyAddEstimate(SumPixels(stride, weights, first), map.Factor, map.Bias);
            destination[position + lane0] = value.GetElement(0);
            destination[position + lane1] = value.GetElement(1);
            destination[position + lane2] = value.GetElement(2);
            position += step;
        }
    }

    private void WriteLumaRow(int stride, AxisTaps columns, ColourMap map, ImageTensorSpec spec, int y, Span<float> destination)
    {
        var (factor, bias) = ColourMap.Line(spec, 0);
        var target = destination.Slice(y * spec.Width, spec.Width);
        for (var x = 0; x < target.Length; x++)
        {
            var weights = columns.Of(x, out var first);
            target[x] = (Vector128.Dot(SumPixels(stride, weights, first), map.Luma) * factor) + bias;
        }
    }

    private void WriteMonoRow(AxisTaps columns, ImageTensorSpec spec, int y, Span<float> destination)
    {
        var (plane, step) = spec.ChannelsLast ? (1, spec.Channels) : (spec.Width * spec.Height, 1);
        var last = spec.Channels - 1;
        var (factor0, bias0) = ColourMap.Line(spec, 0);
        var (factor1, bias1) = ColourMap.Line(spec, last / 2);
        var (factor2, bias2) = ColourMap.Line(spec, last);
        var position = y * spec.Width * step;
        for (var x = 0; x < columns.Target; x++)
        {
            var weights = columns.Of(x, out var first);
            var pixels = _row.AsSpan(first, weights.Length);
            var sum = 0f;
            for (var k = 0; k < weights.Length; k++)
                sum += weights[k] * pixels[k];
            destination[position] = (sum * factor0) + bias0;
            if (last > 0)
            {
                destination[position + plane] = (sum * factor1) + bias1;
                destination[position + (2 * plane)] = (sum * factor2) + bias2;
            }

            position += step;
        }
    }
}
