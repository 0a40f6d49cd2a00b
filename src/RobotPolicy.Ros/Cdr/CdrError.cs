namespace RobotPolicy.Ros.Cdr;

/// <summary>The first thing that went wrong while a message was read or written. Costs nothing until it is printed.</summary>
/// <param name="Status">What is wrong; <see cref="CdrStatus.Ok"/> if nothing is.</param>
/// <param name="Field">Path of the ROS field, such as <c>points[].positions</c>; <see langword="null"/> if nothing is wrong.</param>
/// <param name="Offset">Byte offset of the field, counted from the first byte of the encapsulation header.</param>
/// <param name="Expected">What was needed or allowed: bytes, a count, a limit or a value, by status.</param>
/// <param name="Actual">What was found, in the same unit.</param>
public readonly record struct CdrError(CdrStatus Status, string? Field, int Offset, long Expected, long Actual)
{
    /// <summary>Whether nothing went wrong.</summary>
    public bool IsOk => Status == CdrStatus.Ok;

    /// <summary>One line that names field, offset, expected and actual. Allocates; not for the receive path.</summary>
    public override string ToString() => Status switch
    {
        CdrStatus.Ok => "ok",
        CdrStatus.UnsupportedEncapsulation =>
            $"{Field}: unsupported encapsulation at byte {Offset}: expected 0x{Expected:x4} (CDR_LE) or 0x0000 (CDR_BE), actual {(Actual < 0 ? "no header" : $"0x{Actual:x4}")}",
        CdrStatus.Truncated => $"{Field}: truncated at byte {Offset}: expected {Expected} more bytes, actual {Actual}",
        CdrStatus.InvalidString => $"{Field}: invalid string at byte {Offset}: expected one NUL, at its end",
        CdrStatus.InvalidValue => $"{Field}: invalid value at byte {Offset}: expected at most {Expected}, actual {Actual}",
        CdrStatus.LimitExceeded => $"{Field}: over the limit at byte {Offset}: expected at most {Expected}, actual {Actual}",
        CdrStatus.InconsistentLengths => $"{Field}: inconsistent length at byte {Offset}: expected {Expected}, actual {Actual}",
        CdrStatus.TrailingBytes => $"{Field}: ends at byte {Offset}: expected at most {Expected} bytes of padding after it, actual {Actual}",
        CdrStatus.BufferTooSmall => $"{Field}: buffer too small at byte {Offset}: expected {Expected} more bytes, actual {Actual}",
        _ => $"{Field}: {Status} at byte {Offset}: expected {Expected}, actual {Actual}",
    };
}
