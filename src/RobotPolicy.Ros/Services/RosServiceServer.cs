using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Services;

/// <summary>
/// The server's side of a service over two topics: a subscription of requests and a publisher of replies, which a transport makes and
/// attaches. Users see it as <see cref="IRosService"/>.
/// </summary>
public sealed class RosServiceServer : IRosService, IRosSampleHandler
{
    /// <summary>Replies kept at most while their clients are being discovered.</summary>
    public const int MaxPendingReplies = 64;

    /// <summary>How long a reply waits at most for its client to be discovered.</summary>
    public static readonly TimeSpan MaxReplyDelay = TimeSpan.FromMilliseconds(300);

    private readonly IRosRequestHandler _handler;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly CdrBuffer _buffer = new();
    private readonly Queue<PendingReply> _pending = new();
    private IRosPublisher? _replies;
    private IRosSubscription? _requests;
    private long _requestCount;
    private long _malformedCount;
    private long _lostReplyCount;

    /// <summary>Creates a server without topics. For transports.</summary>
    /// <param name="name">ROS name of the service.</param>
    /// <param name="handler">Receives the requests.</param>
    /// <param name="time">Clock of <see cref="MaxReplyDelay"/>.</param>
    public RosServiceServer(string name, IRosRequestHandler handler, TimeProvider time)
    {
        Name = name;
        _handler = handler;
        _time = time;
    }

    /// <summary>Quality of service of both topics: what rclcpp gives to services, but for replies that never block and a deeper queue, since a burst of other requests must not push out a stop.</summary>
    public static QosProfile Qos { get; } = QosProfile.Default with { Depth = 64, MaxBlocking = TimeSpan.Zero };

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int ClientCount => Volatile.Read(ref _requests)?.MatchedCount ?? 0;

    /// <inheritdoc/>
    public long RequestCount => Interlocked.Read(ref _requestCount);

    /// <inheritdoc/>
    public long MalformedCount => Interlocked.Read(ref _malformedCount);

    /// <inheritdoc/>
    public long LostReplyCount => Interlocked.Read(ref _lostReplyCount);

    /// <summary>Whether it was disposed, or has never had its topics.</summary>
    public bool IsDisposed => Volatile.Read(ref _replies) is null;

    /// <summary>Hands over the publisher of replies; before the subscription of requests is made, which may call at once. For transports.</summary>
    public void AttachReplies(IRosPublisher replies) => Volatile.Write(ref _replies, replies);

    /// <summary>Hands over the subscription of requests. For transports.</summary>
    public void AttachRequests(IRosSubscription requests) => Volatile.Write(ref _requests, requests);

    /// <inheritdoc/>
    public void OnSample(RosSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var reader = new CdrReader(sample.Cdr);
        var id = ServiceFrame<TriggerRequest>.ReadId(ref reader);
        if (reader.Failed)
        {
            CountMalformed();
            return;
        }

        Interlocked.Increment(ref _requestCount);
        _handler.OnRequest(new RosRequest(this, id, sample.Cdr));
    }

    /// <inheritdoc/>
    public PublishStatus Reply<T>(RosRequestId id, scoped in T response)
        where T : IRosMessage<T>, allows ref struct
    {
        lock (_gate)
        {
            if (_replies is not { } replies)
                return PublishStatus.Disposed;
            var frame = new ServiceFrame<T> { Id = id, Message = response };
            if (!_buffer.TryEncode(frame, out _))
                return Count(PublishStatus.Failed);
            if (_pending.Count == 0 && AreClientsComplete(replies))
                return Count(replies.Publish(_buffer.Cdr));
            if (_pending.Count == MaxPendingReplies)
                return Count(PublishStatus.TimedOut);
            _pending.Enqueue(new PendingReply(_buffer.Cdr.ToArray(), _time.GetTimestamp()));
            return PublishStatus.Sent;
        }
    }

    /// <summary>Sends the replies whose clients have been discovered meanwhile. Called by the transport's housekeeping, several times a second.</summary>
    public void SendPending()
    {
        lock (_gate)
        {
            if (_pending.Count == 0 || _replies is not { } replies)
                return;
            var areComplete = AreClientsComplete(replies);
            while (_pending.TryPeek(out var reply) && (areComplete || _time.GetElapsedTime(reply.Timestamp) >= MaxReplyDelay))
            {
                _ = Count(replies.Publish(reply.Cdr));
                _pending.Dequeue();
            }
        }
    }

    /// <summary>Leaves both topics.</summary>
    public void Dispose()
    {
        // Outside the lock: disposing a subscription waits for its handler, which may be in a reply.
        Interlocked.Exchange(ref _requests, null)?.Dispose();
        lock (_gate)
        {
            _pending.Clear();
            Interlocked.Exchange(ref _replies, null)?.Dispose();
        }
    }

    internal void CountMalformed() => Interlocked.Increment(ref _malformedCount);

    /// <summary>
    /// Each client has one writer of requests and one reader of replies, which are discovered one after the other: fewer readers than
    /// writers means that somebody would miss a reply.
    /// </summary>
    private bool AreClientsComplete(IRosPublisher replies) =>
        Volatile.Read(ref _requests) is not { } requests || replies.MatchedCount >= requests.MatchedCount;

    private PublishStatus Count(PublishStatus status)
    {
        if (status != PublishStatus.Sent)
            Interlocked.Increment(ref _lostReplyCount);
        return status;
    }

    private readonly record struct PendingReply(byte[] Cdr, long Timestamp);
}
