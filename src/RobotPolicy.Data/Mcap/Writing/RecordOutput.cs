using RobotPolicy.Data.Mcap.Encoding;

namespace RobotPolicy.Data.Mcap.Writing;

/// <summary>The stream behind a writer: counts what it got and keeps the checksum of the section.</summary>
internal sealed class RecordOutput(Stream stream, bool computeCrc)
{
    private Crc32 _crc;

    public long Position { get; private set; }

    /// <summary>Whether a write failed: nobody knows how much of it stands in the file.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Checksum since the section began; 0 if not computed.</summary>
    public uint Crc => _crc.Value;

    /// <summary>Begins a section.</summary>
    public void BeginSection(bool withCrc)
    {
        computeCrc = withCrc;
        _crc = default;
    }

    /// <summary>Writes a buffer's content and clears it.</summary>
    public void Write(RecordBuffer records)
    {
        Write(records.Written);
        records.Clear();
    }

    public void Write(ReadOnlySpan<byte> bytes) => Write(bytes, 0, 0);

    /// <summary>Writes bytes of which the last have a checksum that is known already, so that they are not read once more for it.</summary>
    public void Write(ReadOnlySpan<byte> bytes, uint tailCrc, int tailLength)
    {
        if (computeCrc)
        {
            _crc.Append(bytes[..^tailLength]);
            if (tailLength > 0)
                _crc.Append(tailCrc, tailLength);
        }

        try
        {
            stream.Write(bytes);
        }
        catch
        {
            IsBroken = true;
            throw;
        }

        Position += bytes.Length;
    }

    public void Flush() => stream.Flush();
}
