using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RobotPolicy.Ros.Cdr;

/// <summary>
/// Numbers that stand in a message, in the message's byte order and possibly unaligned in memory, or in an array of the caller.
/// A view: valid as long as the memory below it.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
public readonly ref struct CdrSequence<T>
    where T : unmanaged, INumber<T>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _mustSwap;

    internal CdrSequence(ReadOnlySpan<byte> bytes, bool mustSwap)
    {
        _bytes = bytes;
        _mustSwap = mustSwap;
    }

    /// <summary>Views numbers of the caller, to be written.</summary>
    /// <param name="values">The numbers; not copied.</param>
    public CdrSequence(ReadOnlySpan<T> values)
        : this(MemoryMarshal.AsBytes(values), mustSwap: false)
    {
    }

    /// <summary>Number of elements.</summary>
    public int Length => _bytes.Length / Unsafe.SizeOf<T>();

    /// <summary>Whether there is no element.</summary>
    public bool IsEmpty => _bytes.IsEmpty;

    /// <summary>One element, in this machine's byte order.</summary>
    /// <param name="index">0 to <see cref="Length"/> − 1; anything else throws.</param>
    public T this[int index]
    {
        get
        {
            var value = MemoryMarshal.Cast<byte, T>(_bytes)[index];
            return _mustSwap ? Swap(value) : value;
        }
    }

    /// <summary>Views numbers of the caller.</summary>
    public static implicit operator CdrSequence<T>(ReadOnlySpan<T> values) => new(values);

    /// <summary>Views numbers of the caller.</summary>
    public static implicit operator CdrSequence<T>(Span<T> values) => new(values);

    /// <summary>Views numbers of the caller.</summary>
    public static implicit operator CdrSequence<T>(T[]? values) => new(values);

    /// <summary>The elements as a span without a copy, if their byte order is this machine's, as it is on every ROS 2 host.</summary>
    /// <param name="values">The elements; aligned only if the message's memory is.</param>
    /// <returns><see langword="false"/> for a message of the other byte order; use <see cref="CopyTo"/> or the indexer.</returns>
    public bool TryGetSpan(out ReadOnlySpan<T> values)
    {
        values = _mustSwap ? default : MemoryMarshal.Cast<byte, T>(_bytes);
        return !_mustSwap;
    }

    /// <summary>Copies all elements, in this machine's byte order.</summary>
    /// <param name="destination">At least <see cref="Length"/> long; a shorter one throws.</param>
    public void CopyTo(Span<T> destination)
    {
        MemoryMarshal.Cast<byte, T>(_bytes).CopyTo(destination);
        if (!_mustSwap)
            return;
        foreach (ref var value in destination[..Length])
            value = Swap(value);
    }

    /// <summary>Copies all elements into a new array.</summary>
    public T[] ToArray()
    {
        var values = new T[Length];
        CopyTo(values);
        return values;
    }

    /// <summary>Iterates over the elements in order.</summary>
    [UnscopedRef]
    public Enumerator GetEnumerator() => new(this);

    private static T Swap(T value)
    {
        MemoryMarshal.AsBytes(new Span<T>(ref value)).Reverse();
        return value;
    }

    /// <summary>Enumerator for <c>foreach</c>.</summary>
    public ref struct Enumerator
    {
        private readonly CdrSequence<T> _sequence;
        private int _index;

        internal Enumerator(CdrSequence<T> sequence)
        {
            _sequence = sequence;
            _index = -1;
        }

        /// <summary>The element at the cursor.</summary>
        public readonly T Current => _sequence[_index];

        /// <summary>Moves to the next element.</summary>
        public bool MoveNext() => ++_index < _sequence.Length;
    }
}
