using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary>
/// <c>sensor_msgs/msg/PointCloud2</c>. Decoding checks that all rows lie in the data, all points in their row and all fields in
/// their point, so that a reader may index by the steps.
/// </summary>
public readonly ref struct PointCloud2 : IRosMessage<PointCloud2>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("sensor_msgs/msg/PointCloud2", "RIHS01_9198cabf7da3796ae6fe19c4cb3bdd3525492988c70522628af5daa124bae2b5");

    /// <summary>Time and frame of the points.</summary>
    public Header Header { get; init; }

    /// <summary>Rows; 1 for an unordered cloud.</summary>
    public uint Height { get; init; }

    /// <summary>Points per row.</summary>
    public uint Width { get; init; }

    /// <summary>Layout of one point.</summary>
    public PointFields Fields { get; init; }

    /// <summary>Whether the points' numbers are big-endian.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>Bytes from one point to the next.</summary>
    public uint PointStep { get; init; }

    /// <summary>Bytes from one row to the next.</summary>
    public uint RowStep { get; init; }

    /// <summary>The points.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>Whether no point is invalid (NaN).</summary>
    public bool IsDense { get; init; }

    /// <inheritdoc/>
    public static PointCloud2 Read(scoped ref CdrReader reader)
    {
        var message = new PointCloud2
        {
            Header = Header.Read(ref reader),
            Height = reader.ReadUInt32("height"),
            Width = reader.ReadUInt32("width"),
            Fields = PointFields.Read(ref reader),
            IsBigEndian = reader.ReadBoolean("is_bigendian"),
            PointStep = reader.ReadUInt32("point_step"),
            RowStep = reader.ReadUInt32("row_step"),
            Data = reader.ReadByteSequence("data"),
            IsDense = reader.ReadBoolean("is_dense"),
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
        Fields.Write(ref writer);
        writer.WriteBoolean(IsBigEndian, "is_bigendian");
        writer.WriteUInt32(PointStep, "point_step");
        writer.WriteUInt32(RowStep, "row_step");
        writer.WriteByteSequence(Data, "data");
        writer.WriteBoolean(IsDense, "is_dense");
    }

    private bool FindInconsistentLength(out string field, out long expected, out long actual)
    {
        var rows = (ulong)RowStep * Height;
        (field, expected, actual) = ("data", (long)Math.Min(rows, long.MaxValue), Data.Length);
        if (rows > (ulong)Data.Length)
            return true;

        var row = (ulong)PointStep * Width;
        (field, expected, actual) = ("row_step", (long)Math.Min(row, long.MaxValue), RowStep);
        if (row > RowStep)
            return true;

        (field, actual) = ("point_step", PointStep);
        return Fields.FindBeyond(PointStep, out expected);
    }
}
