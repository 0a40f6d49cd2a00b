using System.Buffers.Binary;

namespace RobotPolicy.Ros.Cdr;

public ref partial struct CdrWriter
{
    /// <summary>Writes an octet, <c>uint8</c>, <c>byte</c> or <c>char</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteByte(byte value, string field)
    {
        if (TryReserve(1, 1, field, out var bytes))
            bytes[0] = value;
    }

    /// <summary>Writes a boolean.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteBoolean(bool value, string field) => WriteByte(value ? (byte)1 : (byte)0, field);

    /// <summary>Writes a <c>uint32</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteUInt32(uint value, string field)
    {
        if (TryReserve(4, 4, field, out var bytes))
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
    }

    /// <summary>Writes an <c>int32</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteInt32(int value, string field) => WriteUInt32(unchecked((uint)value), field);

    /// <summary>Writes a <c>uint64</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteUInt64(ulong value, string field)
    {
        if (TryReserve(8, 8, field, out var bytes))
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
    }

    /// <summary>Writes an <c>int64</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteInt64(long value, string field) => WriteUInt64(unchecked((ulong)value), field);

    /// <summary>Writes a <c>float32</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteSingle(float value, string field) => WriteUInt32(BitConverter.SingleToUInt32Bits(value), field);

    /// <summary>Writes a <c>float64</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteDouble(double value, string field) => WriteUInt64(BitConverter.DoubleToUInt64Bits(value), field);
}
