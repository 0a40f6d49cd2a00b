namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>Channels of segments as arrays; most segments have one channel, and share its array. One thread.</summary>
internal sealed class ChannelSets
{
    private readonly Dictionary<ushort, ushort[]> _single = [];

    /// <summary>The array of some channels.</summary>
    public ushort[] Of(IReadOnlyCollection<ushort> channels)
    {
        if (channels.Count != 1)
            return [.. channels];
        ushort only = 0;
        foreach (var channel in channels)
            only = channel;
        if (!_single.TryGetValue(only, out var known))
            _single[only] = known = [only];
        return known;
    }
}
