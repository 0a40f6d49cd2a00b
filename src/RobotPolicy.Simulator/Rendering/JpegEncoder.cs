using System.Runtime.InteropServices;
using RobotPolicy.Simulator.Rendering.Interop;

namespace RobotPolicy.Simulator.Rendering;

/// <summary>Compresses RGB pictures of one size as JPEG, 4:2:0. One thread at a time.</summary>
internal sealed unsafe class JpegEncoder : IDisposable
{
    // The default of ROS's compressed_image_transport is 95 in newer and 80 in older releases.
    private const int Quality = 90;

    private readonly int _width;
    private readonly int _height;
    private readonly byte[] _jpeg;
    private nint _handle;

    /// <summary>Prepares for one size.</summary>
    internal JpegEncoder(int width, int height)
    {
        _width = width;
        _height = height;
        try
        {
            _handle = TurboJpegNative.tjInitCompress();
        }
        catch (DllNotFoundException e)
        {
            throw new SimulatorException($"JPEG needs {TurboJpegNative.Library}. On Debian: apt-get install libturbojpeg0", e);
        }

        if (_handle == 0)
            throw new SimulatorException("TurboJPEG could not start.");
        _jpeg = new byte[(int)TurboJpegNative.tjBufSize(width, height, TurboJpegNative.TJSAMP_420)];
    }

    /// <summary>Compresses one picture.</summary>
    /// <param name="rgb">height × width × 3 bytes, top row first.</param>
    /// <returns>The file, valid until the next call.</returns>
    internal ReadOnlySpan<byte> Encode(ReadOnlySpan<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, _width * _height * 3);
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        fixed (byte* source = rgb, target = _jpeg)
        {
            var destination = target;
            var size = (nuint)_jpeg.Length;
            var result = TurboJpegNative.tjCompress2(
                _handle, source, _width, _width * 3, _height, TurboJpegNative.TJPF_RGB, &destination, &size,
                TurboJpegNative.TJSAMP_420, Quality, TurboJpegNative.TJFLAG_NOREALLOC);
            if (result != 0)
                throw new SimulatorException($"TurboJPEG: {Marshal.PtrToStringUTF8(TurboJpegNative.tjGetErrorStr2(_handle))}");
            return _jpeg.AsSpan(0, (int)size);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_handle != 0)
            _ = TurboJpegNative.tjDestroy(_handle);
        _handle = 0;
    }
}
