using RobotPolicy.Control.Model;
using RobotPolicy.Imaging.Interop;

namespace RobotPolicy.Imaging.Codecs;

/// <summary>
/// Compresses pixels as JPEG, 4:2:0, into a buffer that it keeps. The native library is loaded at the first picture. Not thread-safe.
/// </summary>
internal sealed class JpegEncoder : IDisposable
{
    private TurboJpegHandle? _handle;
    private byte[] _buffer = [];

    /// <summary>Why nothing can be encoded; <see langword="null"/> if it can, or has not been tried.</summary>
    public string? InstallationError { get; private set; }

    /// <summary>Compresses one picture.</summary>
    /// <returns>The file, or <see langword="null"/> if the library refuses it.</returns>
    public byte[]? Encode(PixelBuffer pixels, int quality) => TryEncode(pixels, quality, 0, out var jpeg) ? jpeg.ToArray() : null;

    /// <summary>Compresses one picture with the accurate transform, as most encoders do, without a new array.</summary>
    /// <param name="pixels">The picture.</param>
    /// <param name="quality">Quality, 1…100.</param>
    /// <param name="jpeg">The file; valid until the next call.</param>
    /// <returns>Whether the library took it.</returns>
    public bool TryEncodeAccurately(PixelBuffer pixels, int quality, out ReadOnlySpan<byte> jpeg) =>
        TryEncode(pixels, quality, TurboJpeg.TJFLAG_ACCURATEDCT, out jpeg);

    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
        InstallationError ??= "The encoder is disposed.";
    }

    private unsafe bool TryEncode(PixelBuffer pixels, int quality, int flags, out ReadOnlySpan<byte> jpeg)
    {
        jpeg = default;
        if (!TryOpen())
            return false;
        var needed = (int)TurboJpeg.tjBufSize(pixels.Width, pixels.Height, TurboJpeg.TJSAMP_420);
        if (_buffer.Length < needed)
            _buffer = GC.AllocateUninitializedArray<byte>(needed);
        var format = pixels.Format switch
        {
            PixelFormat.Bgr8 => TurboJpeg.TJPF_BGR,
            PixelFormat.Rgba8 => TurboJpeg.TJPF_RGBX,
            PixelFormat.Bgra8 => TurboJpeg.TJPF_BGRX,
            PixelFormat.Mono8 => TurboJpeg.TJPF_GRAY,
            _ => TurboJpeg.TJPF_RGB,
        };

        // Grey pixels have no colours that could be subsampled, and the library insists on being told.
        var subsampling = pixels.Format == PixelFormat.Mono8 ? TurboJpeg.TJSAMP_GRAY : TurboJpeg.TJSAMP_420;
        fixed (byte* source = pixels.Data, target = _buffer)
        {
            var destination = target;
            var size = (nuint)_buffer.Length;
            if (TurboJpeg.tjCompress2(
                    _handle!, source, pixels.Width, pixels.Step, pixels.Height, format, &destination, &size,
                    subsampling, quality, TurboJpeg.TJFLAG_NOREALLOC | flags) != 0)
                return false;
            jpeg = _buffer.AsSpan(0, (int)size);
            return true;
        }
    }

    private bool TryOpen()
    {
        if (_handle is not null)
            return true;
        if (InstallationError is not null)
            return false;
        try
        {
            _handle = TurboJpegHandle.Compressor();
            if (!_handle.IsInvalid)
                return true;
            _handle = null;
            InstallationError = "libjpeg-turbo could not create a compressor.";
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            InstallationError = $"JPEG pictures need {TurboJpeg.Library} (Debian package libturbojpeg0): {e.GetType().Name}.";
        }

        return false;
    }
}
