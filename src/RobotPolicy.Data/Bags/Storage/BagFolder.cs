namespace RobotPolicy.Data.Bags.Storage;

/// <summary>Which files a bag consists of.</summary>
internal static class BagFolder
{
    /// <summary>The splits in their order, relative to the folder.</summary>
    /// <param name="folder">The bag's folder.</param>
    /// <param name="metadata">
    /// What <c>metadata.yaml</c> says; null to go by names. MCAP files that follow the last one which it lists are taken too: the recorder was
    /// interrupted before it could list them.
    /// </param>
    public static IReadOnlyList<string> Splits(string folder, BagMetadata? metadata)
    {
        if (metadata is not null)
            return [.. metadata.RelativeFilePaths.Select(path => Existing(folder, path)), .. Following(folder, metadata)];
        var splits = Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)!)
            .Where(name => Path.GetExtension(name) is ".mcap" or ".db3")
            .Order(Comparer<string>.Create(CompareNumbered))
            .ToList();
        return splits.Count > 0 ? splits : throw new BagException(folder, $"there is neither {BagMetadata.FileName} nor an .mcap or .db3 file");
    }

    private static IEnumerable<string> Following(string folder, BagMetadata metadata)
    {
        if (metadata.RelativeFilePaths is not [.., var last] || Split(Path.GetFileName(last)) is not (var stem, >= 0 and var number))
            return [];
        return Directory.EnumerateFiles(folder, "*.mcap").Select(path => Path.GetFileName(path)!)
            .Where(name => Split(name) is var (itsStem, itsNumber) && itsStem == stem && itsNumber > number)
            .Order(Comparer<string>.Create(CompareNumbered));
    }

    // Old versions wrote the folder's own name before the file's.
    private static string Existing(string folder, string path)
    {
        if (Path.IsPathRooted(path) || path.Split('/', '\\').Contains(".."))
            throw new BagException(Path.Combine(folder, BagMetadata.FileName), $"relative_file_paths: expected files of this folder, found '{path}'");
        if (File.Exists(Path.Combine(folder, path)))
            return path;
        return File.Exists(Path.Combine(folder, Path.GetFileName(path)))
            ? Path.GetFileName(path)
            : throw new BagException(folder, $"{BagMetadata.FileName} names the file '{path}', which is not there; `robotctl mcap reindex` writes it anew from the files that are");
    }

    // bag_10 comes behind bag_9.
    private static int CompareNumbered(string a, string b)
    {
        var (stemA, numberA) = Split(a);
        var (stemB, numberB) = Split(b);
        var byStem = string.CompareOrdinal(stemA, stemB);
        return byStem != 0 ? byStem : numberA != numberB ? numberA.CompareTo(numberB) : string.CompareOrdinal(a, b);
    }

    private static (string Stem, long Number) Split(string name)
    {
        var stem = Path.GetFileNameWithoutExtension(name);
        var at = stem.LastIndexOf('_');
        return at >= 0 && long.TryParse(stem.AsSpan(at + 1), out var number) ? (stem[..at], number) : (stem, -1);
    }
}
