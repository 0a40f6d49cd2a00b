using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>
/// Convert, resize, round and normalise in one pass over the source. For each target row the source rows under it are summed up
/// into one row of floats, and that row is then summed up along x. Not thread-safe: it owns the row.
/// </summary>
/// <param name="portable">Keeps off instructions that not every processor has; for tests.</param>
internal sealed class ResizeKernel(bool portable = false)
{
    private readonly AxisTapCache _taps = new();
    private float[] _row = [];
    private float[] _lines = [];

    /// <summary>Resizes into a tensor.</summary>
    public void ToTensor(PixelBuffer source, ResampleGeometry geometry, ImageTensorSpec spec, Span<float> destination)
    {
        var (columns, rows) = Prepare(source, geometry);
        var map = new ColourMap(source.Format, spec);
        var levels = new LevelRounding(spec.Rounding);
        if (columns.Count < spec.Width || rows.Count < spec.Height)
            TensorLine.Fill(spec, spec.PadValue, destination);
        for (var y = 0; y < rows.Count; y++)
        {
            SumRows(source, rows, y, columns);
            var position = ((geometry.Top + y) * spec.Width) + geometry.Left;
            if (source.BytesPerPixel == 1)
            {
                SumGrey(columns, levels, Line(0, columns.Count));
                TensorLine.WriteGrey(Line(0, columns.Count), spec, position, destination);
            }
            else if (spec.Channels == 3 && !spec.ChannelsLast)
            {
                var plane = spec.Width * spec.Height;
                SumColumns(
                    source,
                    columns,
                    levels,
                    map.Lane(0, destination.Slice((map.Channel0 * plane) + position, columns.Count)),
                    map.Lane(1, destination.Slice(plane + position, columns.Count)),
                    map.Lane(2, destination.Slice((map.Channel2 * plane) + position, columns.Count)));
            }
            else
            {
                SumToLines(source, columns, levels);
                TensorLine.WriteColour(Line(0, columns.Count), Line(1, columns.Count), Line(2, columns.Count), map, spec, position, destination);
            }
        }
    }

    /// <summary>Resizes into bytes, RGB8 or, of a grey picture, Mono8, without padding between rows.</summary>
    public void ToBytes(PixelBuffer source, ResampleGeometry geometry, ByteRounding rounding, int width, int height, byte padValue, Span<byte> destination)
    {
        var (columns, rows) = Prepare(source, geometry);
        var levels = new LevelRounding(rounding);
        if (columns.Count < width || rows.Count < height)
            destination.Fill(padValue);
        var blueFirst = source.Format is PixelFormat.Bgr8 or PixelFormat.Bgra8;
        for (var y = 0; y < rows.Count; y++)
        {
            SumRows(source, rows, y, columns);
            var position = ((geometry.Top + y) * width) + geometry.Left;
            if (source.BytesPerPixel == 1)
            {
                var line = Line(0, columns.Count);
                SumGrey(columns, levels, line);
                for (var x = 0; x < line.Length; x++)
                    destination[position + x] = (byte)line[x];
                continue;
            }

            SumToLines(source, columns, levels);
            var red = Line(blueFirst ? 2 : 0, columns.Count);
            var green = Line(1, columns.Count);
            var blue = Line(blueFirst ? 0 : 2, columns.Count);
            var target = destination.Slice(position * 3, columns.Count * 3);
            for (var x = 0; x < red.Length; x++)
            {
                target[3 * x] = (byte)red[x];
                target[(3 * x) + 1] = (byte)green[x];
                target[(3 * x) + 2] = (byte)blue[x];
            }
        }
    }

    private (AxisTaps Columns, AxisTaps Rows) Prepare(PixelBuffer source, ResampleGeometry geometry)
    {
        var (columns, rows) = (_taps.Get(geometry.Columns), _taps.Get(geometry.Rows));
        var rowLength = (source.Width * source.BytesPerPixel) + ColumnPass.Overrun;
        if (_row.Length < rowLength)
            _row = new float[rowLength];
        if (_lines.Length < 3 * columns.Count)
            _lines = new float[3 * columns.Count];
        return (columns, rows);
    }

    private void SumRows(PixelBuffer source, AxisTaps rows, int y, AxisTaps columns)
    {
        var weights = rows.Of(y, out var first);
        RowPass.Sum(source, first, weights, columns.Begin * source.BytesPerPixel, columns.End * source.BytesPerPixel, _row, portable);
    }

    private void SumColumns(PixelBuffer source, AxisTaps columns, LevelRounding levels, LaneLine lane0, LaneLine lane1, LaneLine lane2) =>
        ColumnPass.Run(_row, source.BytesPerPixel, columns, levels, lane0, lane1, lane2, portable);

    private void SumToLines(PixelBuffer source, AxisTaps columns, LevelRounding levels) => SumColumns(
        source,
        columns,
        levels,
        new LaneLine(Line(0, columns.Count), 1, 0),
        new LaneLine(Line(1, columns.Count), 1, 0),
        new LaneLine(Line(2, columns.Count), 1, 0));

    private void SumGrey(AxisTaps columns, LevelRounding levels, Span<float> line)
    {
        for (var x = 0; x < line.Length; x++)
        {
            var weights = columns.Of(x, out var first);
            var pixels = _row.AsSpan(first, weights.Length);
            var sum = 0f;
            for (var k = 0; k < weights.Length; k++)
                sum += weights[k] * pixels[k];
            line[x] = levels.IsActive ? levels.Apply(sum) : sum;
        }
    }

    private Span<float> Line(int index, int length) => _lines.AsSpan(index * length, length);
}
