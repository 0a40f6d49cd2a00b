using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>sensor_msgs/msg/CompressedImage</c>. What <see cref="Data"/> holds is for the decoder to check.</summary>
public readonly ref struct CompressedImage : IRosMessage<CompressedImage>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("sensor_msgs/msg/CompressedImage", "RIHS01_15640771531571185e2efc8a100baf923961a4d15d5569652e6cb6691e8e371a");

    /// <summary>Time of the exposure and optical frame of the camera.</summary>
    public Header Header { get; init; }

    /// <summary>Compression, UTF-8, such as <c>rgb8; jpeg compressed bgr8</c> or plain <c>jpeg</c>.</summary>
    public ReadOnlySpan<byte> Format { get; init; }

    /// <summary>The compressed file.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <inheritdoc/>
    public static CompressedImage Read(scoped ref CdrReader reader) => new()
    {
        Header = Header.Read(ref reader),
        Format = reader.ReadString("format"),
        Data = reader.ReadByteSequence("data"),
    };

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        Header.Write(ref writer);
        writer.WriteString(Format, "format");
        writer.WriteByteSequence(Data, "data");
    }
}
