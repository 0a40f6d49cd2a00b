namespace RobotPolicy.Data.Mcap.Compression;

/// <summary>Names of compressions as chunks spell them.</summary>
internal static class CompressionName
{
    public static string Of(McapCompression compression) => compression switch
    {
        McapCompression.None => "",
        McapCompression.Lz4 => "lz4",
        McapCompression.Zstd => "zstd",
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, null),
    };

    /// <summary>Null for a name that nobody defined.</summary>
    public static McapCompression? Parse(string name) => name switch
    {
        "" => McapCompression.None,
        "lz4" => McapCompression.Lz4,
        "zstd" => McapCompression.Zstd,
        _ => null,
    };
}
