namespace RobotPolicy.Data.Mcap.Records;

/// <summary>A batch of schemas, channels and messages.</summary>
/// <param name="MessageStartTime">Earliest log time, nanoseconds; 0 without messages.</param>
/// <param name="MessageEndTime">Latest log time, nanoseconds; 0 without messages.</param>
/// <param name="UncompressedSize">Bytes of the records when decompressed, as the file claims.</param>
/// <param name="UncompressedCrc">CRC-32 of the decompressed records; 0 if not computed.</param>
/// <param name="Compression">Empty, <c>lz4</c> or <c>zstd</c>.</param>
/// <param name="Records">As they stand in the file.</param>
public readonly record struct McapChunk(
    ulong MessageStartTime, ulong MessageEndTime, ulong UncompressedSize, uint UncompressedCrc, string Compression, ReadOnlyMemory<byte> Records);
