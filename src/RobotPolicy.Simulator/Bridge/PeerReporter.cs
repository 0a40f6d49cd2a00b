using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Bridge;

/// <summary>
/// Says who is connected, whenever that changes: a wrong discovery profile or a QoS conflict is otherwise silent. One thread at a
/// time.
/// </summary>
internal sealed class PeerReporter
{
    private readonly IRosTransport _transport;
    private readonly RateLimitedLog _log;
    private readonly Dictionary<string, int> _matched = [];

    /// <summary>Reports on a node.</summary>
    internal PeerReporter(IRosTransport transport, RateLimitedLog log)
    {
        _transport = transport;
        _log = log;
    }

    /// <summary>Writes one line if matches changed since the last call, and one warning per refused peer.</summary>
    internal void Report()
    {
        var changed = new SortedSet<string>(StringComparer.Ordinal);
        while (_transport.TryReadEvent(out var status))
        {
            if (status.LastIncompatiblePolicy is not null)
                _log.Warn(status.Topic, $"a peer's QoS does not fit ({status.LastIncompatiblePolicy}); {status.IncompatibleQosTotal} refused so far");
            if (_matched.GetValueOrDefault(status.Topic) == status.Matched)
                continue;
            _matched[status.Topic] = status.Matched;
            changed.Add(status.Topic);
        }

        if (changed.Count > 0)
            _log.Write($"PEERS {string.Join(", ", changed.Select(topic => $"{topic}={_matched[topic]}"))}");
    }
}
