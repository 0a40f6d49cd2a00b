using System.Diagnostics.CodeAnalysis;

namespace RobotPolicy.Ros.Cdr;

/// <summary>
/// Writes plain little-endian CDR (XCDR1) into the caller's buffer, header included, or only measures it. ROS 2 peers do not
/// check what they receive, so what is written must be right: both modes take the same walk over the fields, and an error
/// means that nothing is published.
/// </summary>
/// <remarks>Errors stick, as in <see cref="CdrReader"/>. Nothing grows, allocates or throws.</remarks>
public ref partial struct CdrWriter
{
    private readonly Span<byte> _payload;
    private readonly bool _isMeasuring;
    private int _position;
    private CdrError _error;

    /// <summary>Writes the encapsulation header (CDR_LE, no options) and starts at the first field.</summary>
    /// <param name="destination">The caller's buffer.</param>
    public CdrWriter(Span<byte> destination)
    {
        if (destination.Length < CdrReader.HeaderSize)
        {
            _error = new CdrError(CdrStatus.BufferTooSmall, "header", 0, CdrReader.HeaderSize, destination.Length);
            return;
        }

        destination[..CdrReader.HeaderSize].Clear();
        destination[1] = 1;
        _payload = destination[CdrReader.HeaderSize..];
    }

    private CdrWriter(bool isMeasuring) => _isMeasuring = isMeasuring;

    /// <summary>Bytes so far, header included.</summary>
    public readonly int Length => CdrReader.HeaderSize + _position;

    /// <summary>The first error, or one with <see cref="CdrStatus.Ok"/>.</summary>
    [UnscopedRef]
    public readonly ref readonly CdrError Error => ref _error;

    /// <summary>Whether a write failed.</summary>
    public readonly bool Failed => _error.Status != CdrStatus.Ok;

    /// <summary>A writer that only counts, so that a buffer can be made for a message.</summary>
    public static CdrWriter Measure() => new(isMeasuring: true);

    /// <summary>Records that the message itself is wrong, such as lengths that do not fit together. The first error wins.</summary>
    /// <param name="status">What is wrong.</param>
    /// <param name="field">Path of the ROS field; a literal.</param>
    /// <param name="expected">What was needed or allowed.</param>
    /// <param name="actual">What was found.</param>
    public void Fail(CdrStatus status, string field, long expected, long actual)
    {
        if (!Failed)
            _error = new CdrError(status, field, Length, expected, actual);
    }

    /// <summary>The one place that aligns, clears padding and checks bounds.</summary>
    /// <returns><see langword="true"/> if <paramref name="bytes"/> must be filled; <see langword="false"/> after an error and while measuring.</returns>
    private bool TryReserve(int alignment, long size, string field, out Span<byte> bytes)
    {
        bytes = default;
        if (Failed)
            return false;
        var padding = -_position & (alignment - 1);
        var available = (_isMeasuring ? Array.MaxLength - CdrReader.HeaderSize : _payload.Length) - _position;
        if (padding + size > available)
        {
            Fail(CdrStatus.BufferTooSmall, field, padding + size, available);
            return false;
        }

        if (!_isMeasuring)
        {
            _payload.Slice(_position, padding).Clear();
            bytes = _payload.Slice(_position + padding, (int)size);
        }

        _position += padding + (int)size;
        return !_isMeasuring;
    }
}
