namespace RobotPolicy.Data.Mcap;

/// <summary>What a reader accepts before it refuses a file: its memory stays within a small multiple of these.</summary>
public sealed record McapLimits
{
    /// <summary>The defaults.</summary>
    public static McapLimits Default { get; } = new();

    /// <summary>Longest record that is taken into memory, bytes (1 GiB). Records with unknown opcodes are skipped whatever their length.</summary>
    public int MaxRecordBytes { get; init; } = 1 << 30;

    /// <summary>Largest decompressed chunk, bytes (256 MiB): what a chunk that lies about its content can cost.</summary>
    public int MaxChunkBytes { get; init; } = 256 << 20;

    /// <summary>Longest summary section, bytes (256 MiB); 1 MiB chunks need about 100 bytes each.</summary>
    public int MaxSummaryBytes { get; init; } = 256 << 20;

    /// <summary>Decompressed chunks that reading in time order keeps at a time, bytes (64 MiB; one chunk is always kept).</summary>
    public int ChunkCacheBytes { get; init; } = 64 << 20;

    /// <summary>Index entries of overlapping chunks that reading in time order holds at a time (16 Mi, at 16 bytes each).</summary>
    public int MaxIndexEntries { get; init; } = 16 << 20;
}
