using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Data.Bags.Storage;

/// <summary>Opens a file of a bag by what stands in it, whatever its name.</summary>
internal static class SplitFile
{
    private static ReadOnlySpan<byte> SqliteMagic => "SQLite format 3\0"u8;

    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xB5, 0x2F, 0xFD];

    /// <param name="path">The file.</param>
    /// <param name="options">How.</param>
    /// <param name="count">Whether messages are counted even if that takes reading all of them.</param>
    public static IBagSplit Open(string path, BagReadOptions options, bool count)
    {
        Span<byte> first = stackalloc byte[16];
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0))
            first = first[..stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
        if (first.StartsWith(McapFormat.Magic))
            return McapSplit.Open(path, options);
        if (first.SequenceEqual(SqliteMagic))
            return SqliteSplit.Open(path, options, count);
        if (first.StartsWith(ZstdMagic))
            throw new BagException(path, "it is compressed as a whole file; unpack it with `zstd -d`, then run `robotctl mcap reindex` on the folder");
        throw new BagException(path, first.IsEmpty ? "it is empty" : "it begins like neither an MCAP file nor an SQLite database");
    }
}
