using System.Buffers;

namespace RobotPolicy.Data.Log;

/// <summary>
/// A message of the robot as it was recorded. Its memory is pooled: whoever takes it out of a queue releases it when it is no longer
/// looked at. One that is not released is left to the garbage collector.
/// </summary>
public sealed class LogSample
{
    private readonly int _length;
    private byte[] _buffer;

    /// <summary>Copies a message.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="receivedNs">When it was received, on the monotonic clock, in nanoseconds.</param>
    /// <param name="sourceUnixNs">When it was published, in nanoseconds since the Unix epoch.</param>
    /// <param name="cdr">The message.</param>
    public LogSample(string topic, long receivedNs, long sourceUnixNs, ReadOnlySpan<byte> cdr)
    {
        (Topic, ReceivedNs, SourceUnixNs, _length) = (topic, receivedNs, sourceUnixNs, cdr.Length);
        _buffer = ArrayPool<byte>.Shared.Rent(cdr.Length);
        cdr.CopyTo(_buffer);
    }

    /// <summary>Its topic.</summary>
    public string Topic { get; }

    /// <summary>When it was received, on the monotonic clock, in nanoseconds.</summary>
    public long ReceivedNs { get; }

    /// <summary>When it was published, in nanoseconds since the Unix epoch.</summary>
    public long SourceUnixNs { get; }

    /// <summary>The message; empty after it was released.</summary>
    public ReadOnlySpan<byte> Cdr => _buffer.Length == 0 ? default : _buffer.AsSpan(0, _length);

    /// <summary>Gives the memory back; further calls do nothing.</summary>
    public void Release()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
