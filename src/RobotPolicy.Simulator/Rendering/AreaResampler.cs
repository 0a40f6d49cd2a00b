namespace RobotPolicy.Simulator.Rendering;

/// <summary>
/// Shrinks an RGB image by area averaging: each output pixel is the mean of the source rectangle it covers, partly covered
/// pixels weighted by their share ("area" interpolation of the image libraries). Keeps no aspect ratio. Not thread-safe.
/// </summary>
internal sealed class AreaResampler
{
    private readonly int _sourceWidth;
    private readonly int _sourceHeight;
    private readonly int _width;
    private readonly int _height;
    private readonly float[] _narrowed;

    /// <summary>Prepares for one pair of sizes, in pixels; the output must not be larger than the source.</summary>
    internal AreaResampler(int sourceWidth, int sourceHeight, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, sourceWidth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, sourceHeight);
        _sourceWidth = sourceWidth;
        _sourceHeight = sourceHeight;
        _width = width;
        _height = height;
        _narrowed = new float[sourceHeight * width * 3];
    }

    /// <summary>Resamples; both images are height × width × 3 bytes, rounded half up.</summary>
    internal void Resample(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, _sourceWidth * _sourceHeight * 3);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, _width * _height * 3);
        Narrow(source);
        Flatten(destination);
    }

    private void Narrow(ReadOnlySpan<byte> source)
    {
        var scale = _sourceWidth / (float)_width;
        for (var y = 0; y < _sourceHeight; y++)
        {
            for (var x = 0; x < _width; x++)
            {
                var left = x * scale;
                var right = left + scale;
                var last = Math.Min(_sourceWidth - 1, (int)MathF.Ceiling(right) - 1);
                float r = 0, g = 0, b = 0;
                for (var i = (int)left; i <= last; i++)
                {
                    var share = MathF.Min(right, i + 1) - MathF.Max(left, i);
                    var pixel = ((y * _sourceWidth) + i) * 3;
                    r += share * source[pixel];
                    g += share * source[pixel + 1];
                    b += share * source[pixel + 2];
                }

                var target = ((y * _width) + x) * 3;
                _narrowed[target] = r / scale;
                _narrowed[target + 1] = g / scale;
                _narrowed[target + 2] = b / scale;
            }
        }
    }

    private void Flatten(Span<byte> destination)
    {
        var scale = _sourceHeight / (float)_height;
        var stride = _width * 3;
        for (var y = 0; y < _height; y++)
        {
            var top = y * scale;
            var bottom = top + scale;
            var last = Math.Min(_sourceHeight - 1, (int)MathF.Ceiling(bottom) - 1);
            for (var x = 0; x < stride; x++)
            {
                float sum = 0;
                for (var j = (int)top; j <= last; j++)
                    sum += (MathF.Min(bottom, j + 1) - MathF.Max(top, j)) * _narrowed[(j * stride) + x];
                destination[(y * stride) + x] = (byte)((sum / scale) + 0.5f);
            }
        }
    }
}
