namespace RobotPolicy.Ros.Transport;

/// <summary>
/// A subscription's queue. Keep-last drops the oldest sample; keep-all makes reliable publishers wait, and refuses others.
/// </summary>
internal sealed class InMemorySubscription : InMemoryEndpoint, IRosSubscription
{
    private const long Nothing = long.MaxValue;

    private readonly InMemoryNetwork _network;
    private readonly IRosSampleHandler _handler;
    private readonly int _capacity;
    private readonly bool _mustReserve;

    // A monitor, because publishers and Dispose wait on it.
    private readonly object _gate = new();
    private readonly Queue<Entry> _queue = new();
    private int _reserved;
    private long _headSequence = Nothing;
    private int _deliveringThread;
    private bool _isDisposed;
    private long _received;
    private long _dropped;

    public InMemorySubscription(
        InMemoryTransport transport, InMemoryNetwork network, string topic, RosMessageType type, QosProfile qos, IRosSampleHandler handler)
        : base(transport, topic, type, qos, RosEndpointKind.Subscription)
    {
        _network = network;
        _handler = handler;
        var keepsAll = qos.History == QosHistory.KeepAll;
        _capacity = keepsAll ? InMemoryNetwork.KeepAllLimit : qos.Depth;
        _mustReserve = keepsAll && qos.Reliability == QosReliability.Reliable;
    }

    /// <inheritdoc/>
    public long ReceivedCount => Interlocked.Read(ref _received);

    /// <summary>Samples that the queue lost.</summary>
    public long DroppedCount => Interlocked.Read(ref _dropped);

    public bool IsDisposed => Volatile.Read(ref _isDisposed);

    /// <summary>Order of arrival of the oldest sample that waits; the largest number if none does.</summary>
    public long HeadSequence => Interlocked.Read(ref _headSequence);

    /// <summary>Reserves room in a keep-all queue, waiting as long as the publisher's QoS allows.</summary>
    public PublishStatus TryReserve(InMemoryPublisher publisher)
    {
        if (!_mustReserve)
            return PublishStatus.Sent;
        lock (_gate)
        {
            // The wait is for another thread, which runs in real time whatever clock is injected.
            var start = Environment.TickCount64;
            while (!_isDisposed && _queue.Count + _reserved >= _capacity)
            {
                if (publisher.IsDisposed)
                    return PublishStatus.Disposed;
                if (!Wait(publisher.Qos.MaxBlocking, start))
                    return PublishStatus.TimedOut;
            }

            _reserved++;
            return PublishStatus.Sent;
        }
    }

    public void CancelReservation()
    {
        if (!_mustReserve)
            return;
        lock (_gate)
        {
            _reserved--;
            Monitor.PulseAll(_gate);
        }
    }

    public void WakeReservers()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    public void Enqueue(InMemoryPayload payload, bool isReserved)
    {
        lock (_gate)
        {
            if (isReserved && _mustReserve)
                _reserved--;
            if (_isDisposed)
                return;
            if (_queue.Count == _capacity)
            {
                Interlocked.Increment(ref _dropped);
                if (Qos.History == QosHistory.KeepAll)
                    return;
                _queue.Dequeue().Payload.Release();
            }

            payload.Retain();
            _queue.Enqueue(new Entry(payload, _network.NextSequence()));
            UpdateHead_NeedsLock();
        }

        Transport.Signal();
    }

    /// <summary>Hands the oldest sample to the handler, on the calling thread.</summary>
    /// <returns><see langword="false"/> if none waits.</returns>
    public bool DeliverOne()
    {
        InMemorySample sample;
        lock (_gate)
        {
            if (_isDisposed || !_queue.TryDequeue(out var entry))
                return false;
            UpdateHead_NeedsLock();
            _deliveringThread = Environment.CurrentManagedThreadId;
            Monitor.PulseAll(_gate);
            sample = _network.Pool.RentSample();
            sample.Fill(entry.Payload, _network.TimeProvider.GetMonotonicNs());
        }

        try
        {
            _handler.OnSample(sample);
        }
        catch (Exception e)
        {
            // A handler's bug costs its sample, not the thread that serves all the others.
            Transport.CountHandlerFault(e);
        }
        finally
        {
            sample.Release();
            Interlocked.Increment(ref _received);
            lock (_gate)
            {
                _deliveringThread = 0;
                Monitor.PulseAll(_gate);
            }
        }

        return true;
    }

    /// <summary>Also waits for a call that runs now, unless that call is what disposes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            Volatile.Write(ref _isDisposed, true);
            while (_queue.TryDequeue(out var entry))
                entry.Payload.Release();
            UpdateHead_NeedsLock();
            Monitor.PulseAll(_gate);
        }

        _network.Disconnect(this);
        Transport.Remove(this);
        lock (_gate)
        {
            while (_deliveringThread != 0 && _deliveringThread != Environment.CurrentManagedThreadId)
                Monitor.Wait(_gate);
        }
    }

    private bool Wait(TimeSpan maxBlocking, long start)
    {
        if (!Transport.CanWaitForDelivery)
            return false;
        if (maxBlocking == Timeout.InfiniteTimeSpan)
            return Monitor.Wait(_gate);
        var left = maxBlocking.TotalMilliseconds - (Environment.TickCount64 - start);
        return left > 0 && Monitor.Wait(_gate, (int)Math.Min(int.MaxValue, Math.Ceiling(left)));
    }

    private void UpdateHead_NeedsLock() =>
        Interlocked.Exchange(ref _headSequence, _queue.TryPeek(out var head) ? head.Sequence : Nothing);

    private readonly record struct Entry(InMemoryPayload Payload, long Sequence);
}
