using System.Buffers;

namespace RobotPolicy.Grpc.Framing;

/// <summary>A growing buffer on pooled memory. It grows with what is written, never with what is announced. Not thread-safe.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private byte[] _array;

    internal PooledBuffer(int capacity = 256) => _array = ArrayPool<byte>.Shared.Rent(Math.Max(1, capacity));

    internal int Length { get; private set; }

    internal int Capacity => _array.Length;

    internal ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    /// <summary>Forgets what was written and keeps the memory.</summary>
    internal void Reset() => Length = 0;

    /// <summary>What was written, from an offset, to be overwritten.</summary>
    internal Span<byte> Rewrite(int offset, int count) => _array.AsSpan(0, Length).Slice(offset, count);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - Length);
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsSpan(Length);
    }

    /// <summary>Returns the memory to the pool. The buffer stays usable and starts empty.</summary>
    public void Dispose()
    {
        var array = _array;
        _array = [];
        Length = 0;
        if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
    }

    private void Reserve(int sizeHint)
    {
        var needed = Math.Max(1, sizeHint);
        if (_array.Length - Length >= needed)
            return;
        var wanted = Math.Max((long)Length + needed, 2L * _array.Length);
        if ((long)Length + needed > Array.MaxLength)
            throw new InvalidOperationException("A message does not fit into one array.");
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(wanted, Array.MaxLength));
        _array.AsSpan(0, Length).CopyTo(larger);
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
