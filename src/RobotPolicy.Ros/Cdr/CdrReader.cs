using System.Diagnostics.CodeAnalysis;

namespace RobotPolicy.Ros.Cdr;

/// <summary>
/// Reads plain CDR (XCDR1, OMG DDSI-RTPS 2.3 §10 and DDS-XTypes 1.2 §7.4.1), little- and big-endian, as every ROS 2 middleware
/// writes it. Values are aligned to their size, counted from the byte after the 4-byte encapsulation header.
/// </summary>
/// <remarks>
/// Errors stick: the first one is kept, and every later read returns zero or nothing. A decoder thus reads all its fields and
/// asks <see cref="TryFinish"/> once. Nothing is read outside the span, nothing is allocated, and nothing throws, whatever the bytes are.
/// </remarks>
public ref partial struct CdrReader
{
    /// <summary>Length of the encapsulation header in bytes.</summary>
    public const int HeaderSize = 4;

    /// <summary>rmw_cyclonedds and Fast DDS pad the end of a message to a multiple of four.</summary>
    private const int MaxTrailingPadding = 3;

    private readonly ReadOnlySpan<byte> _payload;
    private int _position;
    private CdrError _error;

    /// <summary>Starts at the first field. A bad header is the first error.</summary>
    /// <param name="cdr">The encapsulation header and the payload.</param>
    public CdrReader(ReadOnlySpan<byte> cdr)
    {
        if (cdr.Length < HeaderSize)
        {
            _error = new CdrError(CdrStatus.UnsupportedEncapsulation, "header", 0, 1, -1);
            return;
        }

        // The last two bytes are options: some writers count their padding there, so any value goes.
        if (cdr[0] != 0 || cdr[1] > 1)
        {
            _error = new CdrError(CdrStatus.UnsupportedEncapsulation, "header", 0, 1, (cdr[0] << 8) | cdr[1]);
            return;
        }

        IsBigEndian = cdr[1] == 0;
        _payload = cdr[HeaderSize..];
    }

    /// <summary>Resumes inside a payload that was read before, for views that iterate lazily.</summary>
    internal CdrReader(ReadOnlySpan<byte> payload, int position, bool isBigEndian)
    {
        _payload = payload;
        _position = position;
        IsBigEndian = isBigEndian;
    }

    /// <summary>Byte order of the payload.</summary>
    public bool IsBigEndian { get; }

    /// <summary>The bytes after the header.</summary>
    internal readonly ReadOnlySpan<byte> Payload => _payload;

    /// <summary>Offset of the next byte in the payload.</summary>
    internal readonly int Position => _position;

    /// <summary>Bytes left in the payload.</summary>
    public readonly int Remaining => _payload.Length - _position;

    /// <summary>The first error, or one with <see cref="CdrStatus.Ok"/>.</summary>
    [UnscopedRef]
    public readonly ref readonly CdrError Error => ref _error;

    /// <summary>Whether a read failed. Loops over elements stop on it.</summary>
    public readonly bool Failed => _error.Status != CdrStatus.Ok;

    private readonly bool MustSwap => IsBigEndian == BitConverter.IsLittleEndian;

    /// <summary>Records an error that the bytes alone do not show, such as lengths that do not fit together. The first error wins.</summary>
    /// <param name="status">What is wrong.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    /// <param name="expected">What was needed or allowed.</param>
    /// <param name="actual">What was found.</param>
    public void Fail(CdrStatus status, string field, long expected, long actual)
    {
        if (!Failed)
            _error = new CdrError(status, field, HeaderSize + _position, expected, actual);
    }

    /// <summary>Ends the message.</summary>
    /// <param name="type">Name of the message type, for the error.</param>
    /// <param name="error">The first error.</param>
    /// <returns><see langword="true"/> if every field was read and nothing but padding is left.</returns>
    public bool TryFinish(string type, out CdrError error)
    {
        if (Remaining > MaxTrailingPadding)
            Fail(CdrStatus.TrailingBytes, type, MaxTrailingPadding, Remaining);
        error = _error;
        return !Failed;
    }

    /// <summary>The one place that aligns and checks bounds.</summary>
    /// <param name="alignment">1, 2, 4 or 8.</param>
    /// <param name="size">Bytes wanted; a long, because a hostile count times an element size exceeds an int.</param>
    /// <param name="field">Path of the ROS field.</param>
    /// <param name="bytes">The bytes, or nothing.</param>
    private bool TryTake(int alignment, long size, string field, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (Failed)
            return false;
        var padding = -_position & (alignment - 1);
        if (padding + size > Remaining)
        {
            Fail(CdrStatus.Truncated, field, padding + size, Remaining);
            return false;
        }

        bytes = _payload.Slice(_position + padding, (int)size);
        _position += padding + (int)size;
        return true;
    }
}
