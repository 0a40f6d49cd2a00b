using System.Buffers.Binary;
using RobotPolicy.Data.Mcap.Encoding;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Writing;

/// <summary>What the writer knows of one channel: its counts, and the index of its messages in the chunk that is being filled.</summary>
internal sealed class ChannelLog(McapChannel channel)
{
    private byte[] _entries = new byte[16 * 64];
    private int _used;

    public McapChannel Channel { get; } = channel;

    /// <summary>Number of the chunk with its record, the last one if there are several; −1 while there is none.</summary>
    public long Place { get; set; } = -1;

    /// <summary>Whether the chunk that is being filled has an index of it.</summary>
    public bool IsInChunk { get; set; }

    /// <summary>Messages in the file.</summary>
    public ulong MessageCount { get; set; }

    public void AddEntry(ulong logTime, int offset)
    {
        if (_entries.Length - _used < 16)
            Array.Resize(ref _entries, checked(_entries.Length * 2));
        BinaryPrimitives.WriteUInt64LittleEndian(_entries.AsSpan(_used), logTime);
        BinaryPrimitives.WriteUInt64LittleEndian(_entries.AsSpan(_used + 8), (ulong)offset);
        _used += 16;
    }

    /// <summary>Writes the chunk's MessageIndex, and is ready for the next chunk.</summary>
    public void WriteIndex(RecordBuffer target)
    {
        var begin = target.Begin(McapOpcode.MessageIndex);
        target.U16(Channel.Id).U32((uint)_used).Raw(_entries.AsSpan(0, _used)).End(begin);
        _used = 0;
        IsInChunk = false;
    }
}
