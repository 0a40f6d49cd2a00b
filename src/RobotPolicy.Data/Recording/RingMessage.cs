namespace RobotPolicy.Data.Recording;

/// <summary>A message in a <see cref="ByteRing"/>.</summary>
internal readonly ref struct RingMessage(int kind, long timeNs, long sourceNs, ReadOnlySpan<byte> bytes)
{
    /// <summary>What it is.</summary>
    public int Kind { get; } = kind;

    /// <summary>When, on the monotonic clock, in nanoseconds.</summary>
    public long TimeNs { get; } = timeNs;

    /// <summary>When it was published, in nanoseconds since the Unix epoch, or 0.</summary>
    public long SourceNs { get; } = sourceNs;

    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;
}
