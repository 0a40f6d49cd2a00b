using RobotPolicy.Ros.Services;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Data.Recording;

/// <summary>
/// A transport whose topics are recorded: what is received goes to the recorder by reference before its handler sees it, and what is
/// published after it was sent. Everything else is the transport's own. Disposing it disposes the transport.
/// </summary>
public sealed class RecordingTransport : IRosTransport
{
    private readonly IRosTransport _inner;
    private readonly Recorder _recorder;

    /// <summary>Stands before a transport.</summary>
    /// <param name="inner">The transport; the decorator's from now on.</param>
    /// <param name="recorder">The recorder.</param>
    public RecordingTransport(IRosTransport inner, Recorder recorder)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(recorder);
        (_inner, _recorder) = (inner, recorder);
    }

    /// <inheritdoc/>
    public string NodeName => _inner.NodeName;

    /// <inheritdoc/>
    public long DroppedEventCount => _inner.DroppedEventCount;

    /// <inheritdoc/>
    public IRosPublisher CreatePublisher(string topic, RosMessageType type, QosProfile qos) =>
        new RecordedPublisher(_inner.CreatePublisher(topic, type, qos), _recorder, _recorder.AddPublished(topic, type, qos));

    /// <inheritdoc/>
    public IRosSubscription CreateSubscription(string topic, RosMessageType type, QosProfile qos, IRosSampleHandler handler) =>
        _inner.CreateSubscription(topic, type, qos, new RecordedHandler(handler, _recorder, _recorder.AddTopic(topic, type, qos)));

    /// <summary>Subscribes to a topic for the recording alone.</summary>
    public IRosSubscription Record(string topic, RosMessageType type, QosProfile qos) =>
        CreateSubscription(topic, type, qos, NoHandler.Instance);

    /// <inheritdoc/>
    public IRosService CreateService(string name, RosServiceType type, IRosRequestHandler handler) => _inner.CreateService(name, type, handler);

    /// <inheritdoc/>
    public IRosClient CreateClient(string name, RosServiceType type, IRosReplyHandler handler) => _inner.CreateClient(name, type, handler);

    /// <inheritdoc/>
    public IReadOnlyList<RosEndpointStatus> GetEndpoints() => _inner.GetEndpoints();

    /// <inheritdoc/>
    public bool TryReadEvent(out RosEndpointStatus change) => _inner.TryReadEvent(out change);

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();

    private sealed class RecordedHandler(IRosSampleHandler handler, Recorder recorder, RecordedTopic topic) : IRosSampleHandler
    {
        public void OnSample(RosSample sample)
        {
            recorder.Offer(topic, sample);
            handler.OnSample(sample);
        }
    }

    private sealed class NoHandler : IRosSampleHandler
    {
        public static NoHandler Instance { get; } = new();

        public void OnSample(RosSample sample)
        {
        }
    }

    private sealed class RecordedPublisher(IRosPublisher inner, Recorder recorder, RecordedTopic topic) : IRosPublisher
    {
        public string Topic => inner.Topic;

        public int MatchedCount => inner.MatchedCount;

        public PublishStatus Publish(ReadOnlySpan<byte> cdr)
        {
            var status = inner.Publish(cdr);
            if (status == PublishStatus.Sent)
                recorder.Offer(topic, cdr);
            return status;
        }

        public void Dispose() => inner.Dispose();
    }
}
