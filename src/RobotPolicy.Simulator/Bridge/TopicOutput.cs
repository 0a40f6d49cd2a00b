using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Faults;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Bridge;

/// <summary>One published topic: encodes, delays if a fault says so, and counts. Allocates nothing once it has seen its largest message. One thread.</summary>
internal sealed class TopicOutput : IDisposable
{
    private readonly IRosPublisher _publisher;
    private readonly CdrBuffer _buffer = new();
    private readonly DelayLine _delayed;
    private readonly RateLimitedLog _log;
    private long _refused;

    /// <summary>Announces the topic.</summary>
    /// <param name="transport">The node.</param>
    /// <param name="topic">Absolute ROS name.</param>
    /// <param name="type">Message type.</param>
    /// <param name="qos">Offered QoS.</param>
    /// <param name="delayCapacity">Messages that may wait.</param>
    /// <param name="log">Takes what goes wrong.</param>
    internal TopicOutput(IRosTransport transport, string topic, RosMessageType type, QosProfile qos, int delayCapacity, RateLimitedLog log)
    {
        _publisher = transport.CreatePublisher(topic, type, qos);
        _delayed = new DelayLine(delayCapacity);
        _log = log;
    }

    /// <summary>Messages handed to the transport.</summary>
    internal long SentCount { get; private set; }

    /// <summary>Messages that the transport did not take, or that were lost while they waited.</summary>
    internal long DroppedCount => _refused + _delayed.DroppedCount;

    /// <summary>When a delayed message is due next, or the far future.</summary>
    internal long NextDueNs => _delayed.NextDueNs;

    /// <summary>Publishes a message now or after a delay. Messages keep their order even when the delay shrinks.</summary>
    internal void Publish<T>(scoped in T message, long nowNs, TimeSpan delay)
        where T : IRosMessage<T>, allows ref struct
    {
        if (!_buffer.TryEncode(message, out var error))
            throw new InvalidOperationException($"{_publisher.Topic}: {error}");
        if (delay == TimeSpan.Zero && _delayed.IsEmpty)
            Send(_buffer.Cdr);
        else
            _delayed.Add(_buffer.Cdr, nowNs + (long)(delay.TotalMilliseconds * 1e6));
    }

    /// <summary>Publishes what is due.</summary>
    internal void Flush(long nowNs)
    {
        while (_delayed.TryTake(nowNs, out var message))
            Send(message);
    }

    /// <inheritdoc/>
    public void Dispose() => _publisher.Dispose();

    private void Send(ReadOnlySpan<byte> cdr)
    {
        var status = _publisher.Publish(cdr);
        if (status == PublishStatus.Sent)
        {
            SentCount++;
            return;
        }

        _refused++;
        if (status != PublishStatus.Disposed)
            _log.Warn(_publisher.Topic, $"publish: {status}");
    }
}
