using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging.Interop;

namespace RobotPolicy.Imaging.Codecs;

/// <summary>
/// Decodes JPEG into a buffer that it keeps. The native library is loaded at the first JPEG, so that a service whose cameras
/// send raw pictures does not need it. Not thread-safe.
/// </summary>
internal sealed class JpegDecoder : IPictureDecoder
{
    private const int BytesPerPixel = 3;
    private TurboJpegHandle? _handle;
    private byte[] _pixels = [];

    /// <inheritdoc/>
    public string? InstallationError { get; private set; }

    /// <summary>Decodes to RGB with the accurate transform.</summary>
    /// <inheritdoc/>
    public ImageStatus Decode(ReadOnlySpan<byte> stream, ImageTensorSpec? wanted, out PixelBuffer pixels) =>
        Decode(stream, wanted, TurboJpeg.TJFLAG_ACCURATEDCT, out pixels);

    /// <summary>Decodes to RGB in the picture's own size, with the accurate transform or with the fast one. The pixels are valid until the next call.</summary>
    public ImageStatus Decode(ReadOnlySpan<byte> stream, bool fastTransform, out PixelBuffer pixels) =>
        Decode(stream, null, fastTransform ? TurboJpeg.TJFLAG_FASTDCT : TurboJpeg.TJFLAG_ACCURATEDCT, out pixels);

    public void Dispose()
    {
        Close();
        InstallationError ??= "The decoder is disposed.";
    }

    private ImageStatus Decode(ReadOnlySpan<byte> stream, ImageTensorSpec? wanted, int transform, out PixelBuffer pixels)
    {
        pixels = default;
        if (!TryOpen())
            return ImageStatus.UnsupportedFormat;

        var status = DecodeWith(_handle!, stream, wanted, transform, out pixels);

        // A decompressor that has seen a broken stream may reject the sound one that follows; so each failure gets a new one.
        if (status != ImageStatus.Ok)
            Close();
        return status;
    }

    private unsafe ImageStatus DecodeWith(
        TurboJpegHandle handle, ReadOnlySpan<byte> stream, ImageTensorSpec? wanted, int transform, out PixelBuffer pixels)
    {
        pixels = default;
        fixed (byte* jpeg = stream)
        {
            // A stream of tables without a picture passes as a picture of size 0.
            if (stream.IsEmpty
                || TurboJpeg.tjDecompressHeader3(handle, jpeg, (nuint)stream.Length, out var width, out var height, out _, out var colours) != 0
                || width <= 0
                || height <= 0)
                return ImageStatus.CorruptStream;

            if (!PixelBuffer.IsAllowed(width, height))
                return ImageStatus.InvalidLayout;

            if (colours is TurboJpeg.TJCS_CMYK or TurboJpeg.TJCS_YCCK)
                return ImageStatus.UnsupportedFormat;

            // The library takes the largest of its scales that fits the size that it is told; a whole quotient is one of them.
            if (wanted is not null && DecodeShrink.Of(wanted, width, height) is var shrink and > 1)
                (width, height) = (width / shrink, height / shrink);

            var step = width * BytesPerPixel;
            if (_pixels.Length < step * height)
                _pixels = GC.AllocateUninitializedArray<byte>(step * height);

            fixed (byte* target = _pixels)
            {
                var flags = TurboJpeg.TJFLAG_STOPONWARNING | TurboJpeg.TJFLAG_LIMITSCANS | transform;
                if (TurboJpeg.tjDecompress2(
                        handle, jpeg, (nuint)stream.Length, target, width, step, height, TurboJpeg.TJPF_RGB, flags) != 0)
                    return ImageStatus.CorruptStream;
            }

            return PixelBuffer.TryCreate(_pixels.AsSpan(0, step * height), PixelFormat.Rgb8, width, height, step, out pixels);
        }
    }

    private void Close()
    {
        _handle?.Dispose();
        _handle = null;
    }

    private bool TryOpen()
    {
        if (_handle is not null)
            return true;
        if (InstallationError is not null)
            return false;

        try
        {
            _handle = TurboJpegHandle.Decompressor();
            if (!_handle.IsInvalid)
                return true;

            _handle = null;
            InstallationError = "libjpeg-turbo could not create a decompressor.";
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            InstallationError = $"JPEG pictures need {TurboJpeg.Library} (Debian package libturbojpeg0): {e.GetType().Name}.";
        }

        return false;
    }
}
