using System.Buffers.Binary;

namespace RobotPolicy.Ros.Cdr;

public ref partial struct CdrReader
{
    /// <summary>Reads an octet, <c>uint8</c>, <c>byte</c> or <c>char</c>.</summary>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public byte ReadByte(string field) => TryTake(1, 1, field, out var bytes) ? bytes[0] : (byte)0;

    /// <summary>Reads a boolean; any byte but 0 and 1 is an error.</summary>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public bool ReadBoolean(string field)
    {
        var value = ReadByte(field);
        if (value > 1)
            Fail(CdrStatus.InvalidValue, field, 1, value);
        return value == 1;
    }

    /// <summary>Reads a <c>uint32</c>.</summary>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public uint ReadUInt32(string field)
    {
        if (!TryTake(4, 4, field, out var bytes))
            return 0;
        return IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>Reads an <c>int32</c>.</summary>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public int ReadInt32(string field) => unchecked((int)ReadUInt32(field));

    /// <summary>Reads a <c>uint64</c>.</summary>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public ulong ReadUInt64(string field)
    {
        if (!TryTake(8, 8, field, out var bytes))
            return 0;
        return IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>Reads an <c>int64</c>.</summary>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public long ReadInt64(string field) => unchecked((long)ReadUInt64(field));

    /// <summary>Reads a <c>float32</c>. May be NaN or infinite: the caller checks.</summary>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public float ReadSingle(string field) => BitConverter.UInt32BitsToSingle(ReadUInt32(field));

    /// <summary>Reads a <c>float64</c>. May be NaN or infinite: the caller checks.</summary>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public double ReadDouble(string field) => BitConverter.UInt64BitsToDouble(ReadUInt64(field));
}
