using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>Bounded queue of endpoint events: when it is full, the oldest goes and is counted. Any thread.</summary>
internal sealed class EndpointEventQueue(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<RosEndpointStatus> _events = new(capacity);
    private long _dropped;

    internal long Dropped => Interlocked.Read(ref _dropped);

    internal void Add(RosEndpointStatus status)
    {
        lock (_lock)
        {
            if (_events.Count == capacity)
            {
                _ = _events.Dequeue();
                _dropped++;
            }

            _events.Enqueue(status);
        }
    }

    internal bool TryRead(out RosEndpointStatus status)
    {
        lock (_lock)
            return _events.TryDequeue(out status);
    }
}
