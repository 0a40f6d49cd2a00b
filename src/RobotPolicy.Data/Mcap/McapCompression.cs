namespace RobotPolicy.Data.Mcap;

/// <summary>How the records of a chunk are compressed.</summary>
public enum McapCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>LZ4 frame format, through liblz4.so.1.</summary>
    Lz4,

    /// <summary>Zstandard, through libzstd.so.1.</summary>
    Zstd,
}
