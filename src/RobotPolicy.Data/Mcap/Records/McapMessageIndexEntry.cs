namespace RobotPolicy.Data.Mcap.Records;

/// <summary>One message of a <see cref="McapMessageIndex"/>.</summary>
/// <param name="LogTime">Nanoseconds.</param>
/// <param name="Offset">Byte of the decompressed chunk where the message's record begins.</param>
public readonly record struct McapMessageIndexEntry(ulong LogTime, ulong Offset);
