using RobotPolicy.Control.Model;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>
/// Resizes bytes to bytes along x, rounds, resizes along y, and rounds again, in whole numbers, so that every bit is the one that Pillow's
/// <c>resize</c> gives. Not thread-safe: it owns the picture between the passes.
/// </summary>
internal sealed class FixedPointKernel
{
    private const int Half = 1 << (AxisTaps.FixedBits - 1);
    private readonly AxisTapCache _taps = new();
    private byte[] _between = [];
    private int[] _sums = [];

    /// <summary>Resizes to RGB8 or, of a grey picture, Mono8, without padding between rows.</summary>
    public void Run(PixelBuffer source, ResampleGeometry geometry, int width, int height, byte padValue, Span<byte> destination)
    {
        var (columns, rows) = (_taps.Get(geometry.Columns), _taps.Get(geometry.Rows));
        var lanes = source.BytesPerPixel == 1 ? 1 : 3;
        var rowLength = columns.Count * lanes;
        if (_between.Length < rowLength * source.Height)
            _between = GC.AllocateUninitializedArray<byte>(rowLength * source.Height);
        if (_sums.Length < rowLength)
            _sums = new int[rowLength];
        for (var y = rows.Begin; y < rows.End; y++)
        {
            var target = _between.AsSpan(y * rowLength, rowLength);
            if (lanes == 1)
                GreyRow(source.Row(y), columns, target);
            else
                ColourRow(source, y, columns, target);
        }

        if (columns.Count < width || rows.Count < height)
            destination.Fill(padValue);
        for (var y = 0; y < rows.Count; y++)
        {
            var position = ((geometry.Top + y) * width) + geometry.Left;
            SumRows(rows, y, rowLength, destination.Slice(position * lanes, rowLength));
        }
    }

    private static void GreyRow(ReadOnlySpan<byte> row, AxisTaps columns, Span<byte> target)
    {
        for (var x = 0; x < target.Length; x++)
        {
            var weights = columns.FixedOf(x, out var first);
            var pixels = row.Slice(first, weights.Length);
            var sum = Half;
            for (var k = 0; k < weights.Length; k++)
                sum += weights[k] * pixels[k];
            target[x] = ToByte(sum);
        }
    }

    private static void ColourRow(PixelBuffer source, int y, AxisTaps columns, Span<byte> target)
    {
        var row = source.Row(y);
        var stride = source.BytesPerPixel;
        var (red, blue) = source.Format is PixelFormat.Bgr8 or PixelFormat.Bgra8 ? (2, 0) : (0, 2);
        for (var x = 0; x < columns.Count; x++)
        {
            var weights = columns.FixedOf(x, out var first);
            var pixels = row.Slice(first * stride, weights.Length * stride);
            var (r, g, b) = (Half, Half, Half);
            for (int k = 0, at = 0; k < weights.Length; k++, at += stride)
            {
                r += weights[k] * pixels[at + red];
                g += weights[k] * pixels[at + 1];
                b += weights[k] * pixels[at + blue];
            }

            target[3 * x] = ToByte(r);
            target[(3 * x) + 1] = ToByte(g);
            target[(3 * x) + 2] = ToByte(b);
        }
    }

    private void SumRows(AxisTaps rows, int y, int rowLength, Span<byte> target)
    {
        var weights = rows.FixedOf(y, out var first);
        var sums = _sums.AsSpan(0, rowLength);
        sums.Fill(Half);
        for (var k = 0; k < weights.Length; k++)
        {
            var weight = weights[k];
            var row = _between.AsSpan((first + k) * rowLength, rowLength);
            for (var x = 0; x < sums.Length; x++)
                sums[x] += weight * row[x];
        }

        for (var x = 0; x < target.Length; x++)
            target[x] = ToByte(sums[x]);
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> AxisTaps.FixedBits, 0, 255);
}
