using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary>
/// <c>sensor_msgs/msg/Image</c>, an uncompressed image. Decoding checks that all rows lie in the data and that a row of a known
/// encoding holds its pixels, so that a kernel may index by <see cref="Width"/>, <see cref="Height"/> and <see cref="Step"/>.
/// </summary>
public readonly ref struct Image : IRosMessage<Image>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("sensor_msgs/msg/Image", "RIHS01_d31d41a9a4c4bc8eae9be757b0beed306564f7526c88ea6a4588fb9582527d47");

    /// <summary>Time of the exposure and optical frame of the camera.</summary>
    public Header Header { get; init; }

    /// <summary>Rows.</summary>
    public uint Height { get; init; }

    /// <summary>Pixels per row.</summary>
    public uint Width { get; init; }

    /// <summary>Encoding as the publisher wrote it, UTF-8.</summary>
    public ReadOnlySpan<byte> EncodingName { get; init; }

    /// <summary>Encoding, or <see cref="ImageEncoding.Unknown"/>, with which the user of the image must not go on.</summary>
    public ImageEncoding Encoding => ImageEncodings.Parse(EncodingName);

    /// <summary>Whether samples of more than one byte are big-endian.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>Bytes from one row to the next; may exceed the pixels' bytes.</summary>
    public uint Step { get; init; }

    /// <summary>At least <see cref="Step"/> × <see cref="Height"/> bytes, row by row from the top.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <inheritdoc/>
    public static Image Read(scoped ref CdrReader reader)
    {
        var message = new Image
        {
            Header = Header.Read(ref reader),
            Height = reader.ReadUInt32("height"),
            Width = reader.ReadUInt32("width"),
            EncodingName = reader.ReadString("encoding"),
            IsBigEndian = reader.ReadByte("is_bigendian") != 0,
            Step = reader.ReadUInt32("step"),
            Data = reader.ReadByteSequence("data"),
        };
        if (message.FindInconsistentLength(out var field, out var expected, out var actual))
            reader.Fail(CdrStatus.InconsistentLengths, field, expected, actual);
        return message;
    }

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        if (FindInconsistentLength(out var field, out var expected, out var actual))
            writer.Fail(CdrStatus.InconsistentLengths, field, expected, actual);
        Header.Write(ref writer);
        writer.WriteUInt32(Height, "height");
        writer.WriteUInt32(Width, "width");
        writer.WriteString(EncodingName, "encoding");
        writer.WriteByte(IsBigEndian ? (byte)1 : (byte)0, "is_bigendian");
        writer.WriteUInt32(Step, "step");
        writer.WriteByteSequence(Data, "data");
    }

    private bool FindInconsistentLength(out string field, out long expected, out long actual)
    {
        // Products of two 32-bit numbers fit into an unsigned 64-bit one; compared as such, since they may exceed a signed one.
        var rows = (ulong)Step * Height;
        (field, expected, actual) = ("data", (long)Math.Min(rows, long.MaxValue), Data.Length);
        if (rows > (ulong)Data.Length)
            return true;

        var encoding = Encoding;
        var row = encoding == ImageEncoding.Unknown ? 0 : (ulong)Width * (ulong)ImageEncodings.GetBytesPerPixel(encoding);
        (field, expected, actual) = ("step", (long)row, Step);
        return row > Step;
    }
}
