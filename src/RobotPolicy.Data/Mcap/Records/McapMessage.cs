namespace RobotPolicy.Data.Mcap.Records;

/// <summary>One message.</summary>
/// <param name="ChannelId">Its channel.</param>
/// <param name="Sequence">The publisher's counter; 0 if unknown.</param>
/// <param name="LogTime">When it was recorded, nanoseconds.</param>
/// <param name="PublishTime">When it was published, nanoseconds.</param>
/// <param name="Data">A view into the reader's buffer, valid until the reader reads on.</param>
public readonly record struct McapMessage(ushort ChannelId, uint Sequence, ulong LogTime, ulong PublishTime, ReadOnlyMemory<byte> Data);
