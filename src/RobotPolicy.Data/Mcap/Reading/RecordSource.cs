using System.Buffers.Binary;
using RobotPolicy.Data.Mcap.Encoding;

namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>
/// Takes records from a stream, one after the other, through one buffer that grows only with bytes that have really arrived: a length
/// that lies costs nothing. Keeps the checksum of what passed.
/// </summary>
internal sealed class RecordSource
{
    private const int InitialBuffer = 64 << 10;

    private readonly Stream _stream;
    private readonly int _maxRecordBytes;
    private readonly long? _length;
    private byte[] _buffer = new byte[InitialBuffer];
    private int _start;
    private int _end;
    private Crc32 _crc;

    /// <param name="stream">Read from where it stands; not disposed.</param>
    /// <param name="maxRecordBytes">Longest record that is taken into memory.</param>
    /// <param name="computeCrc">Whether <see cref="Crc"/> is kept.</param>
    public RecordSource(Stream stream, int maxRecordBytes, bool computeCrc)
    {
        _stream = stream;
        _maxRecordBytes = maxRecordBytes;
        ComputeCrc = computeCrc;
        _length = stream.CanSeek ? stream.Length - stream.Position : null;
    }

    /// <summary>Whether <see cref="Crc"/> is kept.</summary>
    public bool ComputeCrc { get; set; }

    /// <summary>Bytes taken so far: where the next record begins.</summary>
    public long Offset { get; private set; }

    /// <summary>Checksum of what was taken since <see cref="ResetCrc"/>.</summary>
    public uint Crc => _crc.Value;

    /// <summary>Bytes that are left, where the stream tells; else null.</summary>
    public long? Left => _length - Offset;

    public void ResetCrc() => _crc = default;

    /// <summary>Takes eight bytes that must be the magic.</summary>
    public void TakeMagic(string which)
    {
        var position = new RecordPosition(Offset);
        if (!Fill(McapFormat.Magic.Length))
            throw new McapException(position, "Magic", $"the file ends after {_end - _start} of the {McapFormat.Magic.Length} bytes of the {which} magic");
        var found = _buffer.AsSpan(_start, McapFormat.Magic.Length);
        if (!found.SequenceEqual(McapFormat.Magic))
            throw new McapException(position, "Magic", $"expected the {which} magic {Convert.ToHexStringLower(McapFormat.Magic)}, found {Convert.ToHexStringLower(found)}");
        Consume(McapFormat.Magic.Length);
    }

    /// <summary>The checksum as it would be with more bytes.</summary>
    public uint CrcWith(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var crc = _crc;
        crc.Append(first);
        crc.Append(second);
        return crc.Value;
    }

    /// <summary>Opcode and length of the next record, which stays where it is.</summary>
    /// <exception cref="McapException">The stream ends within them.</exception>
    public (McapOpcode Opcode, ulong Length) PeekPrefix()
    {
        var position = new RecordPosition(Offset);
        if (!Fill(McapFormat.RecordPrefix))
        {
            throw new McapException(position, "Record", _end == _start
                ? "the file ends where a record must begin"
                : $"the file ends after {_end - _start} of the {McapFormat.RecordPrefix} bytes of a record's opcode and length");
        }

        var opcode = (McapOpcode)_buffer[_start];
        return opcode == 0
            ? throw new McapException(position, opcode, "0 is not a valid opcode")
            : (opcode, BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(_start + 1)));
    }

    /// <summary>Takes the record that <see cref="PeekPrefix"/> told of, valid until the next call.</summary>
    public McapRecord Take(McapOpcode opcode, ulong length)
    {
        var position = new RecordPosition(Offset);
        CheckFits(position, opcode, length);
        if (length > (ulong)_maxRecordBytes)
            throw new McapException(position, opcode, $"its length is {length} bytes, the limit is {_maxRecordBytes}");
        var total = McapFormat.RecordPrefix + (int)length;
        if (!Fill(total))
            throw Truncated(position, opcode, length, _end - _start - McapFormat.RecordPrefix);
        var content = _buffer.AsMemory(_start + McapFormat.RecordPrefix, (int)length);
        Consume(total);
        return new McapRecord(opcode, position, content);
    }

    /// <summary>Passes over a record of any length without holding it.</summary>
    public void Skip(McapOpcode opcode, ulong length)
    {
        var position = new RecordPosition(Offset);
        CheckFits(position, opcode, length);
        Consume(McapFormat.RecordPrefix);
        var left = length;
        while (left > 0)
        {
            if (!Fill(1))
                throw Truncated(position, opcode, length, (long)(length - left));
            var part = (int)Math.Min(left, (ulong)(_end - _start));
            Consume(part);
            left -= (ulong)part;
        }
    }

    /// <summary>Bytes of the buffer that come next and are there already or can be read; for looking ahead.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        Fill(count);
        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Whether nothing is left.</summary>
    public bool AtEnd() => !Fill(1);

    private static McapException Truncated(RecordPosition position, McapOpcode opcode, ulong length, long there) =>
        new(position, opcode, $"its length is {length} bytes, but the file ends after {there} of them");

    private void CheckFits(RecordPosition position, McapOpcode opcode, ulong length)
    {
        if (Left is { } left && length > (ulong)Math.Max(0, left - McapFormat.RecordPrefix))
            throw Truncated(position, opcode, length, left - McapFormat.RecordPrefix);
        if (length > long.MaxValue - (ulong)Offset - 64)
            throw new McapException(position, opcode, $"its length is {length} bytes, which no file has");
    }

    private void Consume(int count)
    {
        if (ComputeCrc)
            _crc.Append(_buffer.AsSpan(_start, count));
        _start += count;
        Offset += count;
    }

    private bool Fill(int count)
    {
        while (_end - _start < count)
        {
            if (_start > 0 && (_start == _end || _buffer.Length - _start < count))
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
            }

            if (_end == _buffer.Length)
                Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(_buffer.Length * 2L, Math.Min(count, _buffer.Length * 4L))));
            var got = _stream.Read(_buffer, _end, _buffer.Length - _end);
            if (got == 0)
                return false;
            _end += got;
        }

        return true;
    }
}
