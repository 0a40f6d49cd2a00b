using System.Numerics;
using System.Runtime.CompilerServices;

namespace RobotPolicy.Ros.Cdr;

public ref partial struct CdrReader
{
    /// <summary>Reads a string as its UTF-8 bytes without the NUL; the bytes stay in the message. Whether they are valid UTF-8 is not checked.</summary>
    /// <param name="field">Path of the ROS field; a literal.</param>
    /// <param name="maxBytes">Longest string that the field allows, in bytes.</param>
    public ReadOnlySpan<byte> ReadString(string field, int maxBytes = int.MaxValue)
    {
        var lengthWithNul = ReadUInt32(field);

        // Zero is not what the standard says for an empty string, but some writers send it.
        if (Failed || lengthWithNul == 0)
            return default;
        if (lengthWithNul - 1 > (uint)maxBytes)
        {
            Fail(CdrStatus.LimitExceeded, field, maxBytes, lengthWithNul - 1L);
            return default;
        }

        if (!TryTake(1, lengthWithNul, field, out var bytes))
            return default;
        if (bytes.IndexOf((byte)0) != bytes.Length - 1)
        {
            Fail(CdrStatus.InvalidString, field, 0, 0);
            return default;
        }

        return bytes[..^1];
    }

    /// <summary>
    /// Reads a sequence's element count and checks it against the bytes that are left and the limit, so that the caller may
    /// allocate or loop by it.
    /// </summary>
    /// <param name="field">Path of the ROS field; a literal.</param>
    /// <param name="minElementSize">Fewest bytes that one element takes, at least 1.</param>
    /// <param name="maxCount">Most elements that the field allows.</param>
    public int ReadCount(string field, int minElementSize, int maxCount = int.MaxValue)
    {
        var count = ReadUInt32(field);
        if (Failed)
            return 0;
        if (count > (uint)maxCount)
        {
            Fail(CdrStatus.LimitExceeded, field, maxCount, count);
            return 0;
        }

        if ((long)count * minElementSize > Remaining)
        {
            Fail(CdrStatus.Truncated, field, (long)count * minElementSize, Remaining);
            return 0;
        }

        return (int)count;
    }

    /// <summary>Reads a <c>uint8[]</c>; the bytes stay in the message.</summary>
    /// <param name="field">Path of the ROS field; a literal.</param>
    /// <param name="maxCount">Most bytes that the field allows.</param>
    public ReadOnlySpan<byte> ReadByteSequence(string field, int maxCount = int.MaxValue)
    {
        var count = ReadCount(field, 1, maxCount);
        return TryTake(1, count, field, out var bytes) ? bytes : default;
    }

    /// <summary>Reads bytes without a count, such as a fixed-size array of octets; they stay in the message.</summary>
    /// <param name="count">Bytes.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public ReadOnlySpan<byte> ReadRaw(int count, string field) => TryTake(1, count, field, out var bytes) ? bytes : default;

    /// <summary>Reads a sequence of numbers; they stay in the message.</summary>
    /// <typeparam name="T">The .NET number of the element's width, such as <see cref="double"/> for <c>float64</c>.</typeparam>
    /// <param name="field">Path of the ROS field; a literal.</param>
    /// <param name="maxCount">Most elements that the field allows.</param>
    public CdrSequence<T> ReadSequence<T>(string field, int maxCount = int.MaxValue)
        where T : unmanaged, INumber<T>
    {
        var count = ReadCount(field, Unsafe.SizeOf<T>(), maxCount);

        // An empty sequence has no element to align.
        return count == 0 ? default : ReadArray<T>(count, field);
    }

    /// <summary>Reads a fixed-size array of numbers; they stay in the message.</summary>
    /// <typeparam name="T">The .NET number of the element's width.</typeparam>
    /// <param name="count">Elements, at least 1.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    public CdrSequence<T> ReadArray<T>(int count, string field)
        where T : unmanaged, INumber<T>
    {
        var size = Unsafe.SizeOf<T>();
        return TryTake(size, (long)count * size, field, out var bytes) ? new CdrSequence<T>(bytes, MustSwap) : default;
    }

    /// <summary>Reads a sequence of strings; they stay in the message. Every string is checked here, so that iterating cannot fail.</summary>
    /// <param name="field">Path of the ROS field; a literal.</param>
    /// <param name="maxCount">Most strings that the field allows.</param>
    public CdrStringSequence ReadStringSequence(string field, int maxCount = int.MaxValue)
    {
        var count = ReadCount(field, sizeof(uint), maxCount);
        var start = _position;
        for (var i = 0; i < count && !Failed; i++)
            ReadString(field);
        return Failed ? default : new CdrStringSequence(_payload[start.._position], count, IsBigEndian);
    }
}
