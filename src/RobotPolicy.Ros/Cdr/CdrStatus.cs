namespace RobotPolicy.Ros.Cdr;

/// <summary>What is wrong with a serialised message. A value, because hostile input must not cost an exception per sample.</summary>
public enum CdrStatus
{
    /// <summary>Nothing is wrong.</summary>
    Ok = 0,

    /// <summary>The encapsulation header is missing or is not plain CDR (XCDR1), little- or big-endian.</summary>
    UnsupportedEncapsulation,

    /// <summary>A field, or the elements that a length announces, reach beyond the last byte.</summary>
    Truncated,

    /// <summary>A string does not end in NUL, or has a NUL inside.</summary>
    InvalidString,

    /// <summary>A value that its type does not have, such as a boolean of 7 or 2·10⁹ nanoseconds.</summary>
    InvalidValue,

    /// <summary>A count or length is larger than the limit for its field.</summary>
    LimitExceeded,

    /// <summary>Lengths that must fit together do not, such as ten joint names with seven positions.</summary>
    InconsistentLengths,

    /// <summary>More bytes follow the last field than padding explains: the peer uses another definition of the type.</summary>
    TrailingBytes,

    /// <summary>The caller's buffer cannot hold the message that is written.</summary>
    BufferTooSmall,
}
