using RobotPolicy.Ros.CycloneDds.Interop;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// The receive thread of one transport: waits for any of its subscriptions, and lets each one that has samples deliver one batch, so
/// that a flood on one topic does not starve another. It holds the domain, so that it may end after its transport.
/// </summary>
internal sealed class ReceiveLoop
{
    private const int BatchSize = 16;
    private const int CookieCapacity = 64;

    private readonly CycloneDdsTransport _owner;
    private readonly DdsWaitSet _waitSet;
    private readonly Thread _thread;
    private readonly Lock _lock = new();
    private CycloneSubscription?[] _slots = [];
    private volatile bool _isStopping;

    internal ReceiveLoop(CycloneDdsTransport owner, DdsWaitSet waitSet)
    {
        _owner = owner;
        _waitSet = waitSet;
        _thread = new Thread(Run) { Name = ReceivePath.ManagedThread, IsBackground = true };
    }

    /// <summary>Whether the caller stands on the receive thread, that is, in a handler.</summary>
    internal bool IsCurrentThread => Thread.CurrentThread == _thread;

    internal void Start()
    {
        _owner.Domain.AddReference();
        _thread.Start();
    }

    /// <summary>Begins to serve a subscription.</summary>
    internal void Add(CycloneSubscription subscription)
    {
        lock (_lock)
        {
            var slot = Array.IndexOf(_slots, null);
            CycloneSubscription?[] slots = slot >= 0 ? [.. _slots] : [.. _slots, null];
            if (slot < 0)
                slot = _slots.Length;
            slots[slot] = subscription;
            Volatile.Write(ref _slots, slots);
            _waitSet.Attach(subscription.ReadCondition, slot + 1 + DdsWaitSet.WakeCookie);
        }
    }

    /// <summary>Forgets a subscription, whose read condition is gone with its reader.</summary>
    internal void Remove(CycloneSubscription subscription)
    {
        lock (_lock)
        {
            var slot = Array.IndexOf(_slots, subscription);
            if (slot < 0)
                return;
            CycloneSubscription?[] slots = [.. _slots];
            slots[slot] = null;
            Volatile.Write(ref _slots, slots);
        }
    }

    /// <summary>Ends the thread.</summary>
    /// <returns><see langword="false"/> when a handler did not return in time, or when the caller is that handler.</returns>
    internal bool Stop(TimeSpan timeout)
    {
        _isStopping = true;
        _waitSet.Wake();
        return !IsCurrentThread && _thread.Join(timeout);
    }

    private void Run()
    {
        try
        {
            Loop();
        }
        catch (Exception exception)
        {
            _owner.Log(CycloneLogSeverity.Error, $"The receive thread ended; nothing is received any more. {exception}");
        }
        finally
        {
            _owner.Domain.Release();
        }
    }

    private void Loop()
    {
        Span<nint> cookies = stackalloc nint[CookieCapacity];
        var batch = new DdsSample[BatchSize];
        while (!_isStopping)
        {
            var triggered = _waitSet.Wait(cookies);
            if (_isStopping)
                return;
            _ = DdsReturnCode.Check(triggered, "dds_waitset_wait");

            var slots = Volatile.Read(ref _slots);
            if (triggered <= CookieCapacity)
            {
                foreach (var cookie in cookies[..triggered])
                {
                    if (cookie != DdsWaitSet.WakeCookie && cookie <= slots.Length)
                        Drain(slots[cookie - 1], batch);
                }
            }
            else
            {
                // More are waiting than the wait set can name at once: all get their turn.
                foreach (var subscription in slots)
                    Drain(subscription, batch);
            }
        }
    }

    private void Drain(CycloneSubscription? subscription, DdsSample[] batch)
    {
        if (subscription is null || _isStopping)
            return;
        var count = subscription.Drain(batch);
        if (count < 0)
            subscription.NoteTakeFailure(count);
    }
}
