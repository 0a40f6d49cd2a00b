namespace RobotPolicy.Data.Mcap.Records;

/// <summary>Where a chunk and its message indexes stand.</summary>
/// <param name="MessageStartTime">Earliest log time in it, nanoseconds.</param>
/// <param name="MessageEndTime">Latest log time in it, nanoseconds.</param>
/// <param name="ChunkStartOffset">Byte of the file where the chunk's record begins.</param>
/// <param name="ChunkLength">Bytes of the chunk's record, opcode and length included.</param>
/// <param name="MessageIndexOffsets">Channel to the byte of the file where its message index begins.</param>
/// <param name="MessageIndexLength">Bytes of all message indexes of the chunk.</param>
/// <param name="Compression">Empty, <c>lz4</c> or <c>zstd</c>.</param>
/// <param name="CompressedSize">Bytes of the chunk's records in the file.</param>
/// <param name="UncompressedSize">Bytes of the chunk's records when decompressed.</param>
public sealed record McapChunkIndex(
    ulong MessageStartTime, ulong MessageEndTime, ulong ChunkStartOffset, ulong ChunkLength, IReadOnlyDictionary<ushort, ulong> MessageIndexOffsets,
    ulong MessageIndexLength, string Compression, ulong CompressedSize, ulong UncompressedSize);
