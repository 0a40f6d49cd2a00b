using RobotPolicy.Server.Operations.Watching;

namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>One consumer of states at its own rate: a single slot in which the newest wins, and which counts what it replaced.</summary>
public sealed class StateSubscription : IDisposable
{
    private readonly Watcher<RobotSample> _slot;
    private readonly long _periodNs;
    private readonly long _toleranceNs;

    internal StateSubscription(double rateHz, long samplePeriodNs, Action<StateSubscription> left)
    {
        _slot = new Watcher<RobotSample>(1, left: _ => left(this));
        _periodNs = (long)(1e9 / rateHz);
        _toleranceNs = samplePeriodNs / 2;
    }

    /// <summary>States that were replaced before they were read.</summary>
    public ulong LostCount => _slot.LostCount;

    /// <summary>States as they come, until the subscription ends.</summary>
    public IAsyncEnumerable<RobotSample> ReadAllAsync(CancellationToken cancel) => _slot.ReadAllAsync(cancel);

    /// <inheritdoc/>
    public void Dispose() => _slot.Dispose();

    /// <summary>When the next state is wanted, on the monotonic clock, in nanoseconds. The sampler's thread.</summary>
    internal long DueNs { get; private set; }

    /// <summary>Whether the consumer wants a state at this instant. The sampler's thread.</summary>
    internal bool IsDue(long nowNs)
    {
        if (nowNs < DueNs - _toleranceNs)
            return false;

        // At multiples of the period, so that all of one rate share a sample. After a pause the rhythm begins anew, rather than catching up with a burst.
        DueNs = nowNs - DueNs > _periodNs ? ((nowNs / _periodNs) + 1) * _periodNs : DueNs + _periodNs;
        return true;
    }

    internal void Offer(RobotSample sample) => _slot.Offer(sample);
}
