using System.Runtime.InteropServices;
using OpenCvSharp;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging.Codecs;

/// <summary>
/// Decodes JPEG and PNG to BGR through OpenCV, always in the picture's own size, which its header states (<see cref="PictureHeader"/>).
/// Allocates a managed object for each picture. A JPEG whose middle is damaged is filled up and taken: OpenCV tells only standard error.
/// Not thread-safe.
/// </summary>
internal sealed class OpenCvDecoder : IPictureDecoder
{
    private const int BytesPerPixel = 3;
    private byte[] _pixels = [];

    /// <inheritdoc/>
    public string? InstallationError { get; private set; }

    /// <inheritdoc/>
    public ImageStatus Decode(ReadOnlySpan<byte> stream, ImageTensorSpec? wanted, out PixelBuffer pixels)
    {
        pixels = default;
        if (InstallationError is not null)
            return ImageStatus.UnsupportedFormat;
        if (!PictureHeader.TryReadSize(stream, out var width, out var height))
            return ImageStatus.CorruptStream;
        if (!PixelBuffer.IsAllowed(width, height))
            return ImageStatus.InvalidLayout;
        try
        {
            // A camera's pictures are taken as they lie, whatever their metadata say about how to hold them.
            using var decoded = Cv2.ImDecode(stream, ImreadModes.Color | ImreadModes.IgnoreOrientation);
            if (decoded.Empty())
                return ImageStatus.CorruptStream;
            var (columns, rows) = (decoded.Width, decoded.Height);
            var step = columns * BytesPerPixel;
            if (_pixels.Length < step * rows)
                _pixels = GC.AllocateUninitializedArray<byte>(step * rows);
            for (var y = 0; y < rows; y++)
                Marshal.Copy(decoded.Ptr(y), _pixels, y * step, step);
            return PixelBuffer.TryCreate(_pixels.AsSpan(0, step * rows), PixelFormat.Bgr8, columns, rows, step, out pixels);
        }
        catch (OpenCVException)
        {
            return ImageStatus.CorruptStream;
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            InstallationError = $"Compressed pictures need OpenCvSharp4's native library: {e.GetType().Name}.";
            return ImageStatus.UnsupportedFormat;
        }
    }

    public void Dispose() => InstallationError ??= "The decoder is disposed.";
}
