namespace RobotPolicy.Benchmarks.Recording;

/// <summary>A file whose long runs of zeros take no room on disk.</summary>
internal sealed class HoleStream(FileStream file) : Stream
{
    private const int ShortestHole = 64 << 10;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position { get => file.Position; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length >= ShortestHole && !buffer.ContainsAnyExcept((byte)0))
            file.Seek(buffer.Length, SeekOrigin.Current);
        else
            file.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
