using RobotPolicy.Ros.Messages;

namespace RobotPolicy.IntegrationTests.FastDds;

internal sealed class ImageMessage() : PeerMessage("image", Image.Type)
{
    private const int Width = 640;
    private const int Height = 480;

    internal override byte[] Encode(int k)
    {
        var data = new byte[Width * Height * 3];
        for (var i = 0; i < data.Length; i++)
            data[i] = Pixel(k, i);
        return Encode(new Image
        {
            Header = new Header { Stamp = Stamp(k), FrameId = FrameId(k) },
            Height = Height,
            Width = Width,
            EncodingName = "rgb8"u8,
            Step = Width * 3,
            Data = data,
        });
    }

    internal override (int Number, string? Difference) Check(ReadOnlySpan<byte> cdr)
    {
        if (!Image.TryDecode(cdr, out var message, out var error))
            return (-1, error.ToString());
        var k = message.Header.Stamp.Sec;
        return (k, CheckHeader(message.Header, k) ?? CheckShape(message) ?? CheckPixels(message.Data, k));
    }

    private static string? CheckShape(Image image) =>
        image.Width != Width || image.Height != Height ? $"size {image.Width}x{image.Height}"
        : image.Encoding != ImageEncoding.Rgb8 ? $"encoding {image.Encoding}"
        : image.IsBigEndian ? "is_bigendian 1"
        : image.Step != Width * 3 ? $"step {image.Step}"
        : image.Data.Length != Width * Height * 3 ? $"data of {image.Data.Length} bytes"
        : null;

    private static string? CheckPixels(ReadOnlySpan<byte> data, int k)
    {
        for (var i = 0; i < data.Length; i++)
        {
            if (data[i] != Pixel(k, i))
                return $"data[{i}] {data[i]}, expected {Pixel(k, i)}";
        }

        return null;
    }

    private static byte Pixel(int k, int i) => unchecked((byte)((i * 7) + (k * 13)));
}
