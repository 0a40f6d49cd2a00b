using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging.Codecs;

namespace RobotPolicy.Imaging;

/// <summary>Decodes JPEG and PNG to RGB, for those who want the pixels themselves rather than a policy's tensor. Not thread-safe.</summary>
public sealed class RgbDecoder : IDisposable
{
    private readonly IPictureDecoder _jpeg = PictureCodecs.CreateJpeg();
    private readonly IPictureDecoder _png = PictureCodecs.CreatePng();

    /// <summary>Decodes one picture.</summary>
    /// <param name="stream">JPEG or PNG; the first bytes tell.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="rgb">Rows of three bytes a pixel, without padding; a new array.</param>
    /// <returns>Whether it could be decoded.</returns>
    public ImageStatus Decode(ReadOnlySpan<byte> stream, out int width, out int height, out byte[] rgb)
    {
        (width, height, rgb) = (0, 0, []);
        var status = stream.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8])
            ? _jpeg.Decode(stream, null, out var pixels)
            : _png.Decode(stream, null, out pixels);
        if (status != ImageStatus.Ok)
            return status;
        (width, height) = (pixels.Width, pixels.Height);
        rgb = new byte[width * height * 3];
        var (red, blue) = pixels.Format is Control.Model.PixelFormat.Bgr8 or Control.Model.PixelFormat.Bgra8 ? (2, 0) : (0, 2);
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Row(y);
            for (var x = 0; x < width; x++)
            {
                var from = row.Slice(x * pixels.BytesPerPixel, pixels.BytesPerPixel);
                var to = rgb.AsSpan(((y * width) + x) * 3, 3);
                (to[0], to[1], to[2]) = pixels.BytesPerPixel == 1 ? (from[0], from[0], from[0]) : (from[red], from[1], from[blue]);
            }
        }

        return ImageStatus.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _jpeg.Dispose();
        _png.Dispose();
    }
}
