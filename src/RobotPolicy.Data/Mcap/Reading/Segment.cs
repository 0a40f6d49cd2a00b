namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>
/// A part of the file with messages: a chunk, or a run of schemas, channels and messages outside chunks. A value, since a recording of
/// cameras has tens of thousands, which nobody is to collect.
/// </summary>
/// <param name="Offset">Byte of the file where it begins.</param>
/// <param name="Length">Its bytes in the file.</param>
/// <param name="IsChunk">Whether it is a chunk's record.</param>
/// <param name="StartTime">Earliest log time, as the file claims.</param>
/// <param name="EndTime">Latest log time, as the file claims.</param>
/// <param name="Channels">Channels with messages in it; null if not known.</param>
internal readonly record struct Segment(long Offset, long Length, bool IsChunk, ulong StartTime, ulong EndTime, ushort[]? Channels)
{
    /// <summary>Whether it may hold messages of a channel.</summary>
    /// <param name="channels">By channel.</param>
    public bool HasAny(bool[] channels)
    {
        if (Channels is null)
            return true;
        foreach (var channel in Channels)
            if (channels[channel])
                return true;
        return false;
    }
}
