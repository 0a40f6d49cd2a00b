namespace RobotPolicy.Ros.Transport;

/// <summary>Bytes of one published message, shared by all queues and samples that hold it. Reference-counted and pooled.</summary>
internal sealed class InMemoryPayload(InMemoryPool pool, int sizeClass, int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];
    private int _length;
    private int _references;

    public int SizeClass { get; } = sizeClass;

    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Cdr => _bytes.AsSpan(0, _length);

    public long SourceTimeUnixNs { get; private set; }

    /// <summary>Fills a fresh or recycled payload; the caller then holds the only reference.</summary>
    public void Fill(ReadOnlySpan<byte> cdr, long sourceTimeUnixNs)
    {
        cdr.CopyTo(_bytes);
        _length = cdr.Length;
        SourceTimeUnixNs = sourceTimeUnixNs;
        Volatile.Write(ref _references, 1);
    }

    public void Retain() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
            pool.Return(this);
    }
}
