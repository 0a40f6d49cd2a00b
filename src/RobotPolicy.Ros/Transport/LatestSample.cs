using System.Diagnostics.CodeAnalysis;

namespace RobotPolicy.Ros.Transport;

/// <summary>
/// A slot for the newest sample of a subscription. The receive thread puts, any one thread takes; nobody waits, and a sample
/// that nobody took in time is overwritten and counted.
/// </summary>
public sealed class LatestSample : IRosSampleHandler, IDisposable
{
    private RosSample? _slot;
    private long _received;
    private long _overwritten;
    private volatile bool _isDisposed;

    /// <summary>Samples put so far. Any thread.</summary>
    public long ReceivedCount => Interlocked.Read(ref _received);

    /// <summary>Samples that a newer one replaced before they were taken. Any thread.</summary>
    public long OverwrittenCount => Interlocked.Read(ref _overwritten);

    /// <summary>Whether a sample waits. Any thread; a hint, since the other side may change it at once.</summary>
    public bool HasSample => Volatile.Read(ref _slot) is not null;

    /// <inheritdoc/>
    public void OnSample(RosSample sample)
    {
        sample.Retain();
        Interlocked.Increment(ref _received);
        var older = Interlocked.Exchange(ref _slot, sample);
        if (older is not null)
        {
            Interlocked.Increment(ref _overwritten);
            older.Release();
        }

        // A put that overlaps Dispose must not leave a sample behind.
        if (_isDisposed)
            Interlocked.Exchange(ref _slot, null)?.Release();
    }

    /// <summary>Takes the newest sample. The caller owns a reference and calls <see cref="RosSample.Release"/>. Any thread.</summary>
    /// <param name="sample">The sample.</param>
    /// <returns><see langword="false"/> if none came since the last call.</returns>
    public bool TryTake([NotNullWhen(true)] out RosSample? sample)
    {
        sample = Interlocked.Exchange(ref _slot, null);
        return sample is not null;
    }

    /// <summary>Lets the waiting sample go, and every later one. Call it after the subscription is disposed.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Interlocked.Exchange(ref _slot, null)?.Release();
    }
}
