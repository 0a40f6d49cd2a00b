using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Data.Recording;

/// <summary>A topic of a recording, with its counts. Any thread reads.</summary>
public sealed class RecordedTopic
{
    private long _seen;
    private long _dropped;

    internal RecordedTopic(int index, string topic, RosMessageType type, QosProfile qos) => (Index, Topic, Type, Qos) = (index, topic, type, qos);

    /// <summary>Its name.</summary>
    public string Topic { get; }

    /// <summary>Its type.</summary>
    public RosMessageType Type { get; }

    /// <summary>The QoS that we offer or ask for.</summary>
    public QosProfile Qos { get; }

    /// <summary>Messages that were to be recorded.</summary>
    public long SeenCount => Volatile.Read(ref _seen);

    /// <summary>Messages among them that were not, because the disk was too slow or the recording stands still.</summary>
    public long DroppedCount => Volatile.Read(ref _dropped);

    internal int Index { get; }

    /// <summary>Where published messages wait, apart from all others: who publishes never meets another topic's writer.</summary>
    internal ByteRing? Published { get; set; }

    /// <summary>Held while a message is put there; two threads that publish on one topic at once are rare.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Drops that were told of.</summary>
    internal long ReportedDrops { get; set; }

    internal void Saw() => Interlocked.Increment(ref _seen);

    internal void Dropped(long count = 1) => Interlocked.Add(ref _dropped, count);
}
