using System.Buffers.Binary;
using System.Text;

namespace RobotPolicy.Ros.Cdr;

/// <summary>
/// A <c>string[]</c> that stands in a message, read as UTF-8 without making strings, or one of the caller that is to be written.
/// A view: valid as long as the memory below it.
/// </summary>
public readonly ref struct CdrStringSequence
{
    // Strings align to 4, and the sequence's first string is aligned: offsets inside the body equal those in the message modulo 4.
    private readonly ReadOnlySpan<byte> _body;
    private readonly bool _isBigEndian;
    private readonly ReadOnlySpan<string> _managed;

    /// <summary>Views strings whose every length and NUL was checked.</summary>
    internal CdrStringSequence(ReadOnlySpan<byte> body, int count, bool isBigEndian)
    {
        _body = body;
        _isBigEndian = isBigEndian;
        Count = count;
    }

    /// <summary>Views strings of the caller, to be written.</summary>
    /// <param name="values">The strings; none is null.</param>
    public CdrStringSequence(ReadOnlySpan<string> values)
    {
        _managed = values;
        Count = values.Length;
    }

    /// <summary>Number of strings.</summary>
    public int Count { get; }

    /// <summary>Strings of the caller; empty if the sequence stands in a message.</summary>
    internal ReadOnlySpan<string> Managed => _managed;

    /// <summary>Views strings of the caller.</summary>
    public static implicit operator CdrStringSequence(ReadOnlySpan<string> values) => new(values);

    /// <summary>Views strings of the caller.</summary>
    public static implicit operator CdrStringSequence(string[]? values) => new(values);

    /// <summary>Finds a name. Reads linearly and allocates nothing on a received message.</summary>
    /// <param name="utf8">The name as UTF-8, without NUL.</param>
    /// <returns>Its first index, or −1.</returns>
    public int IndexOf(ReadOnlySpan<byte> utf8)
    {
        var index = 0;
        foreach (var value in this)
        {
            if (value.SequenceEqual(utf8))
                return index;
            index++;
        }

        return -1;
    }

    /// <summary>Makes managed strings. Allocates; for set-up and diagnostics.</summary>
    public string[] ToArray()
    {
        var values = new string[Count];
        var index = 0;
        foreach (var value in this)
            values[index++] = Encoding.UTF8.GetString(value);
        return values;
    }

    /// <summary>Iterates over the strings as UTF-8 without NUL. Allocates only for strings of the caller.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Enumerator for <c>foreach</c>.</summary>
    public ref struct Enumerator
    {
        private readonly CdrStringSequence _sequence;
        private int _index;
        private int _offset;

        internal Enumerator(CdrStringSequence sequence)
        {
            _sequence = sequence;
            _index = -1;
        }

        /// <summary>The string at the cursor, as UTF-8 without NUL.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        /// <summary>Moves to the next string.</summary>
        public bool MoveNext()
        {
            if (++_index >= _sequence.Count)
                return false;
            if (!_sequence._managed.IsEmpty)
            {
                Current = Encoding.UTF8.GetBytes(_sequence._managed[_index]);
                return true;
            }

            var body = _sequence._body;
            _offset = (_offset + 3) & ~3;
            var lengthWithNul = (int)(_sequence._isBigEndian
                ? BinaryPrimitives.ReadUInt32BigEndian(body[_offset..])
                : BinaryPrimitives.ReadUInt32LittleEndian(body[_offset..]));
            Current = lengthWithNul == 0 ? default : body.Slice(_offset + sizeof(uint), lengthWithNul - 1);
            _offset += sizeof(uint) + lengthWithNul;
            return true;
        }
    }
}
