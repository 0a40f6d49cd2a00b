using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace RobotPolicy.Ros.Cdr;

public ref partial struct CdrWriter
{
    /// <summary>Writes a string. A NUL inside is an error: peers would read a shorter string than was meant.</summary>
    /// <param name="utf8">The string as UTF-8, without NUL.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    /// <param name="maxBytes">Longest string that the field allows, in bytes.</param>
    public void WriteString(scoped ReadOnlySpan<byte> utf8, string field, int maxBytes = int.MaxValue)
    {
        if (utf8.Contains((byte)0))
            Fail(CdrStatus.InvalidString, field, 0, 0);
        if (!TryReserveString(utf8.Length, field, maxBytes, out var bytes))
            return;
        utf8.CopyTo(bytes);
        bytes[^1] = 0;
    }

    /// <summary>Writes a string as UTF-8, without a temporary one. A lone surrogate becomes U+FFFD.</summary>
    /// <param name="text">The string, without NUL.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    /// <param name="maxBytes">Longest string that the field allows, in bytes.</param>
    public void WriteString(scoped ReadOnlySpan<char> text, string field, int maxBytes = int.MaxValue)
    {
        if (text.Contains('\0'))
            Fail(CdrStatus.InvalidString, field, 0, 0);
        if (!TryReserveString(Encoding.UTF8.GetByteCount(text), field, maxBytes, out var bytes))
            return;
        Encoding.UTF8.GetBytes(text, bytes);
        bytes[^1] = 0;
    }

    /// <summary>Writes a string as UTF-8.</summary>
    /// <param name="text">The string, without NUL.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    /// <param name="maxBytes">Longest string that the field allows, in bytes.</param>
    public void WriteString(string text, string field, int maxBytes = int.MaxValue) => WriteString(text.AsSpan(), field, maxBytes);

    /// <summary>Writes the element count of a sequence.</summary>
    /// <param name="count">Elements, not negative.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteCount(int count, string field) => WriteUInt32((uint)count, field);

    /// <summary>Writes a <c>uint8[]</c>.</summary>
    /// <param name="values">The bytes.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteByteSequence(scoped ReadOnlySpan<byte> values, string field)
    {
        WriteCount(values.Length, field);
        WriteRaw(values, field);
    }

    /// <summary>Writes bytes without a count, such as a fixed-size array of octets.</summary>
    /// <param name="values">The bytes.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteRaw(scoped ReadOnlySpan<byte> values, string field)
    {
        if (TryReserve(1, values.Length, field, out var bytes))
            values.CopyTo(bytes);
    }

    /// <summary>Writes a sequence of numbers.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="values">The numbers.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteSequence<T>(scoped CdrSequence<T> values, string field)
        where T : unmanaged, INumber<T>
    {
        WriteCount(values.Length, field);

        // An empty sequence has no element to align.
        if (!values.IsEmpty)
            WriteArray(values, values.Length, field);
    }

    /// <summary>Writes a fixed-size array of numbers.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="values">The numbers; any other number of them than <paramref name="count"/> is an error.</param>
    /// <param name="count">Elements of the array's type.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteArray<T>(scoped CdrSequence<T> values, int count, string field)
        where T : unmanaged, INumber<T>
    {
        if (values.Length != count)
            Fail(CdrStatus.InconsistentLengths, field, count, values.Length);
        var size = Unsafe.SizeOf<T>();
        if (!TryReserve(size, (long)count * size, field, out var bytes))
            return;
        values.CopyTo(MemoryMarshal.Cast<byte, T>(bytes));
        if (BitConverter.IsLittleEndian)
            return;
        for (var offset = 0; offset < bytes.Length; offset += size)
            bytes.Slice(offset, size).Reverse();
    }

    /// <summary>Writes a sequence of strings.</summary>
    /// <param name="values">The strings.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public void WriteStringSequence(scoped CdrStringSequence values, string field)
    {
        WriteCount(values.Count, field);
        if (!values.Managed.IsEmpty)
        {
            foreach (var value in values.Managed)
                WriteString(value, field);
            return;
        }

        foreach (var value in values)
            WriteString(value, field);
    }

    private bool TryReserveString(int length, string field, int maxBytes, out Span<byte> bytes)
    {
        if (length > maxBytes)
            Fail(CdrStatus.LimitExceeded, field, maxBytes, length);
        WriteUInt32((uint)length + 1, field);
        return TryReserve(1, length + 1L, field, out bytes);
    }
}
