using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Ros.Cdr;

/// <summary>
/// A reusable buffer for messages that are published again and again. Grows while messages grow, which is at set-up, and
/// allocates nothing after that. Not thread-safe: one per publishing thread.
/// </summary>
/// <param name="capacity">First size in bytes.</param>
public sealed class CdrBuffer(int capacity = 256)
{
    private byte[] _bytes = new byte[capacity];
    private int _length;

    /// <summary>The last message, header included. Valid until the next <see cref="TryEncode"/>; empty after a failure.</summary>
    public ReadOnlySpan<byte> Cdr => _bytes.AsSpan(0, _length);

    /// <summary>Encodes one message into the buffer.</summary>
    /// <typeparam name="T">Message type.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="error">What is wrong with the message, if it cannot be encoded.</param>
    /// <returns>Whether <see cref="Cdr"/> holds the message.</returns>
    public bool TryEncode<T>(scoped in T message, out CdrError error)
        where T : IRosMessage<T>, allows ref struct
    {
        _length = 0;
        var measure = CdrWriter.Measure();
        message.Write(ref measure);
        error = measure.Error;
        if (measure.Failed)
            return false;
        if (measure.Length > _bytes.Length)
            _bytes = new byte[Math.Max(measure.Length, (int)Math.Min(Array.MaxLength, 2L * _bytes.Length))];

        var writer = new CdrWriter(_bytes);
        message.Write(ref writer);
        error = writer.Error;
        if (writer.Failed)
            return false;
        _length = writer.Length;
        return true;
    }
}
