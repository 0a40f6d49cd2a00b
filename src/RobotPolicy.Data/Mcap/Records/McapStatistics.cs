namespace RobotPolicy.Data.Mcap.Records;

/// <summary>Counts over the whole file.</summary>
/// <param name="MessageCount">Messages.</param>
/// <param name="SchemaCount">Schemas with different ids.</param>
/// <param name="ChannelCount">Channels with different ids.</param>
/// <param name="AttachmentCount">Attachments.</param>
/// <param name="MetadataCount">Metadata records.</param>
/// <param name="ChunkCount">Chunks.</param>
/// <param name="MessageStartTime">Earliest log time, nanoseconds; 0 without messages.</param>
/// <param name="MessageEndTime">Latest log time, nanoseconds; 0 without messages.</param>
/// <param name="ChannelMessageCounts">Messages per channel id; channels without messages may be missing.</param>
public sealed record McapStatistics(
    ulong MessageCount, ushort SchemaCount, uint ChannelCount, uint AttachmentCount, uint MetadataCount, uint ChunkCount,
    ulong MessageStartTime, ulong MessageEndTime, IReadOnlyDictionary<ushort, ulong> ChannelMessageCounts);
