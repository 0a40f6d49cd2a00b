using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Services;

/// <summary>
/// The client's side of a service over two topics, which a transport makes and attaches. All clients of a service share its topic of
/// replies: each takes those that carry its id. Users see it as <see cref="IRosClient"/>.
/// </summary>
/// <param name="name">ROS name of the service.</param>
/// <param name="handler">Receives the replies.</param>
public sealed class RosServiceClient(string name, IRosReplyHandler handler) : IRosClient, IRosSampleHandler
{
    private readonly Lock _gate = new();
    private readonly CdrBuffer _buffer = new();
    private IRosPublisher? _requests;
    private IRosSubscription? _replies;
    private ulong _id;
    private long _sequence;
    private long _malformedCount;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool IsAvailable => Volatile.Read(ref _requests) is { MatchedCount: > 0 } && Volatile.Read(ref _replies) is { MatchedCount: > 0 };

    /// <inheritdoc/>
    public long MalformedCount => Interlocked.Read(ref _malformedCount);

    /// <summary>Hands over the topics. For transports, which make the subscription first, so that a server that sees a request sees it too.</summary>
    /// <param name="replies">Subscription of replies.</param>
    /// <param name="requests">Publisher of requests.</param>
    /// <param name="id">Identity on the wire, unlike that of any other client.</param>
    public void Attach(IRosSubscription replies, IRosPublisher requests, ulong id)
    {
        Volatile.Write(ref _id, id);
        Volatile.Write(ref _replies, replies);
        Volatile.Write(ref _requests, requests);
    }

    /// <inheritdoc/>
    public PublishStatus Send<T>(scoped in T request, out long sequence)
        where T : IRosMessage<T>, allows ref struct
    {
        lock (_gate)
        {
            sequence = 0;
            if (_requests is not { } requests)
                return PublishStatus.Disposed;
            var id = new RosRequestId(_id, _sequence + 1);
            if (!_buffer.TryEncode(new ServiceFrame<T> { Id = id, Message = request }, out _))
                return PublishStatus.Failed;
            _sequence = sequence = id.Sequence;
            return requests.Publish(_buffer.Cdr);
        }
    }

    /// <inheritdoc/>
    public void OnSample(RosSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var reader = new CdrReader(sample.Cdr);
        var id = ServiceFrame<TriggerRequest>.ReadId(ref reader);
        if (reader.Failed)
            CountMalformed();
        else if (id.ClientId == Volatile.Read(ref _id))
            handler.OnReply(new RosReply(this, id.Sequence, sample.Cdr));
    }

    /// <summary>Leaves both topics.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref _replies, null)?.Dispose();
        lock (_gate)
            Interlocked.Exchange(ref _requests, null)?.Dispose();
    }

    internal void CountMalformed() => Interlocked.Increment(ref _malformedCount);
}
