namespace RobotPolicy.Simulator.PickPlace;

/// <summary>FNV-1a over the bits of positions, word by word: two runs agree bit for bit if their hashes agree.</summary>
internal static class PositionHash
{
    /// <summary>The hash of nothing.</summary>
    internal const ulong Start = 14695981039346656037;

    private const ulong Prime = 1099511628211;

    /// <summary>Adds positions to a hash.</summary>
    internal static ulong Add(ulong hash, ReadOnlySpan<double> positions)
    {
        foreach (var value in positions)
            hash = unchecked((hash ^ (ulong)BitConverter.DoubleToInt64Bits(value)) * Prime);
        return hash;
    }
}
