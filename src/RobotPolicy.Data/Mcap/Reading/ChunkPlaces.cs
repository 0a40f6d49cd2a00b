using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>Takes from chunk indexes where the chunks are, and which channels they have; most have one, and share its list.</summary>
internal sealed class ChunkPlaces(Summary summary, long fileLength)
{
    private readonly List<ushort> _channels = [];
    private readonly ChannelSets _sets = new();

    /// <summary>Takes one.</summary>
    public void Add(in McapRecord record)
    {
        _channels.Clear();
        var (startTime, endTime, offset, length) = record.ToChunkPlace(_channels);
        if (offset > (ulong)fileLength || length > (ulong)fileLength - offset)
        {
            throw new McapException(
                new RecordPosition((long)Math.Min(offset, long.MaxValue)), McapOpcode.Chunk, $"its index says {length} bytes, but the file has {fileLength}");
        }

        summary.ChunkIndexCount++;
        summary.Segments.Add(new Segment((long)offset, (long)length, IsChunk: true, startTime, endTime, _channels.Count == 0 ? null : _sets.Of(_channels)));
    }
}
