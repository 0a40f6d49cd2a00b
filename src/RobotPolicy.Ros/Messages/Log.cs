using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>rcl_interfaces/msg/Log</c>, published on <c>/rosout</c>.</summary>
public readonly ref struct Log : IRosMessage<Log>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("rcl_interfaces/msg/Log", "RIHS01_e28ce254ca8abc06abf92773b74602cdbf116ed34fbaf294fb9f81da9f318eac");

    /// <summary>When the line was logged.</summary>
    public RosTime Stamp { get; init; }

    /// <summary>Severity: 10 debug, 20 info, 30 warning, 40 error, 50 fatal; others are kept as they are.</summary>
    public byte Level { get; init; }

    /// <summary>Name of the logger, UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; init; }

    /// <summary>The line, UTF-8.</summary>
    public ReadOnlySpan<byte> Message { get; init; }

    /// <summary>Source file, UTF-8.</summary>
    public ReadOnlySpan<byte> File { get; init; }

    /// <summary>Source function, UTF-8.</summary>
    public ReadOnlySpan<byte> Function { get; init; }

    /// <summary>Source line.</summary>
    public uint Line { get; init; }

    /// <inheritdoc/>
    public static Log Read(scoped ref CdrReader reader) => new()
    {
        Stamp = RosTime.Read(ref reader, "stamp"),
        Level = reader.ReadByte("level"),
        Name = reader.ReadString("name"),
        Message = reader.ReadString("msg"),
        File = reader.ReadString("file"),
        Function = reader.ReadString("function"),
        Line = reader.ReadUInt32("line"),
    };

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        Stamp.Write(ref writer, "stamp");
        writer.WriteByte(Level, "level");
        writer.WriteString(Name, "name");
        writer.WriteString(Message, "msg");
        writer.WriteString(File, "file");
        writer.WriteString(Function, "function");
        writer.WriteUInt32(Line, "line");
    }
}
