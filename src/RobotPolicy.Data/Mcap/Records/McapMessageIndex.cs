namespace RobotPolicy.Data.Mcap.Records;

/// <summary>Where the messages of one channel stand in the chunk before it.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="Entries">One per message.</param>
public sealed record McapMessageIndex(ushort ChannelId, IReadOnlyList<McapMessageIndexEntry> Entries);
