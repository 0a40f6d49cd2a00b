using System.Buffers.Binary;
using RobotPolicy.Data.Mcap.Reading;

namespace RobotPolicy.Data.Mcap.Recovery;

/// <summary>
/// Finds where records go on behind damage: a place counts if it looks like a record that fits in the file and is followed by another, or
/// by the file's end. Looks at each byte once.
/// </summary>
internal sealed class RecordFinder(FileBytes file)
{
    private const int FirstWindow = 4 << 10;
    private const int LargestWindow = 1 << 20;
    private const int LongestLook = 96;

    private byte[] _window = new byte[FirstWindow];

    /// <summary>First plausible record at or behind a byte; the file's end if there is none.</summary>
    public long Find(long from)
    {
        // Most damage is short: the first look is, too.
        var size = FirstWindow;
        for (var at = from; at + McapFormat.RecordPrefix <= file.Length;)
        {
            var count = (int)Math.Min(size, file.Length - at);
            if (_window.Length < count)
                _window = new byte[LargestWindow];
            file.Read(at, _window.AsSpan(0, count));
            var isLast = at + count == file.Length;
            var places = isLast ? count - McapFormat.RecordPrefix + 1 : count - LongestLook;
            for (var i = 0; i < places; i++)
            {
                if (_window[i] is >= (byte)McapOpcode.Footer and <= (byte)McapOpcode.DataEnd
                    && LooksLikeRecord(_window.AsSpan(i, Math.Min(LongestLook, count - i)), at + i, out var next) && IsFollowed(next))
                {
                    return at + i;
                }
            }

            if (isLast)
                break;
            at += places;
            size = Math.Min(LargestWindow, size * 4);
        }

        return file.Length;
    }

    private bool LooksLikeRecord(ReadOnlySpan<byte> bytes, long at, out long next)
    {
        var opcode = (McapOpcode)bytes[0];
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes[1..]);
        next = 0;
        if (length > (ulong)(file.Length - at - McapFormat.RecordPrefix))
            return false;
        next = at + McapFormat.RecordPrefix + (long)length;
        return opcode switch
        {
            McapOpcode.Schema => length >= 14,
            McapOpcode.Channel => length >= 16,
            McapOpcode.Message => length >= McapFormat.MessagePrefix,
            McapOpcode.Chunk => length >= 40 && bytes.Length >= 41 && BinaryPrimitives.ReadUInt32LittleEndian(bytes[37..]) is 0 or 3 or 4,
            McapOpcode.MessageIndex => length >= 6,
            McapOpcode.ChunkIndex => length >= 64,
            McapOpcode.Attachment => length >= 36,
            McapOpcode.AttachmentIndex => length >= 48,
            McapOpcode.Statistics => length >= 46,
            McapOpcode.Metadata => length >= 8,
            McapOpcode.MetadataIndex => length >= 20,
            McapOpcode.SummaryOffset => length >= 17,
            McapOpcode.DataEnd => length >= 4,
            McapOpcode.Footer => length == McapFormat.FooterLength,
            _ => false,
        };
    }

    /// <summary>Whether a record that ends here is followed by another, or by the file's end.</summary>
    public bool IsFollowed(long next)
    {
        if (next == file.Length || next + McapFormat.Magic.Length == file.Length)
            return true;
        if (file.Length - next < McapFormat.RecordPrefix)
            return true; // the file was cut off right there
        Span<byte> prefix = stackalloc byte[McapFormat.RecordPrefix];
        file.Read(next, prefix);
        return prefix[0] is > 0 and <= (byte)McapOpcode.DataEnd && BinaryPrimitives.ReadUInt64LittleEndian(prefix[1..]) < 1UL << 40;
    }
}
