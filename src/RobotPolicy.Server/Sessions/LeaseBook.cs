using System.Threading.Channels;
using RobotPolicy.Api.V1;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Server.Sessions;

/// <summary>
/// Who holds the lease on control authority: at most one at any time. A holder that shows no sign of life for the timeout has
/// lost it, whether or not anybody has noticed yet. Thread-safe; does no input or output.
/// </summary>
public sealed class LeaseBook : IDisposable
{
    private static readonly TimeSpan TimerSlack = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly Lock _publishing = new();
    private readonly Queue<LeaseChange> _unpublished = new();
    private readonly HashSet<Channel<LeaseState>> _watchers = [];
    private readonly IMonotonicClock _clock;
    private readonly TimeProvider _time;
    private readonly ILeaseConsequences _consequences;
    private readonly TimeSpan _timeout;
    private readonly long _timeoutNs;
    private readonly ITimer _timer;
    private LeaseHold? _holder;
    private LeaseHold? _previous;
    private LeaseState _state;

    /// <summary>Creates a book in which nobody holds the lease.</summary>
    /// <param name="options">The timeout; validated by the caller.</param>
    /// <param name="clock">The clock that the control thread compares with, too.</param>
    /// <param name="time">Time of day, and the timer that notices a lapse.</param>
    /// <param name="consequences">What the lease means for the robot.</param>
    public LeaseBook(LeaseOptions options, IMonotonicClock clock, TimeProvider time, ILeaseConsequences consequences)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_clock, _time, _consequences, _timeout) = (clock, time, consequences, options.Timeout);
        _timeoutNs = checked(options.Timeout.Ticks * 100);
        _state = new LeaseState(false, "", Role.Unspecified, "", default, _timeout, 0, null);
        _timer = time.CreateTimer(static book => ((LeaseBook)book!).NoticeLapse(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Every change of hands, in order, on the thread that brought it about; for the log. Must not throw or wait.</summary>
    public event Action<LeaseChange>? Changed;

    /// <summary>The lease now.</summary>
    public LeaseState State => Locked(() => _state);

    /// <summary>Takes the lease where nobody holds it, or from a holder whose role is lower.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="client">Name of the client, as others see it.</param>
    /// <param name="takeOver">Whether to take it from a holder; what was moving for that one is held first.</param>
    public LeaseAnswer Acquire(Caller caller, string client, bool takeOver) => Locked(() =>
    {
        if (_holder is { } other)
        {
            if (!takeOver)
                return new LeaseAnswer(LeaseVerdict.HeldByOther, _state, null, null);
            if (caller.Role <= other.Holder.Role)
                return new LeaseAnswer(LeaseVerdict.RoleTooLow, _state, null, null);
        }

        var end = _holder is null ? _state.LastEnd : LeaseEnd.TakenOver;
        var state = new LeaseState(
            true, caller.Subject, caller.Role, client, _time.GetUtcNow(), _timeout, _state.Revision + 1, end);
        var before = _holder;
        Lose_NeedsLock(LeaseEnd.TakenOver, leftRunning: false);
        _holder = new LeaseHold(caller, state);
        Enter_NeedsLock(state, before is null ? null : LeaseEnd.TakenOver, leftRunning: false);
        Renew_NeedsLock(_holder);
        _timer.Change(_timeout + TimerSlack, Timeout.InfiniteTimeSpan);
        return new LeaseAnswer(LeaseVerdict.Granted, _state, _holder, null);
    });

    /// <summary>A sign of life: prolongs the lease by its timeout from now.</summary>
    public LeaseAnswer Retain(Caller caller, string? leaseId) => Locked(() =>
    {
        if (Find_NeedsLock(caller, leaseId) is not { } hold)
            return NotHolder_NeedsLock(leaseId);
        Renew_NeedsLock(hold);
        return new LeaseAnswer(LeaseVerdict.Granted, _state, hold, null);
    });

    /// <summary>Looks whether the caller holds the lease, without prolonging it.</summary>
    public LeaseAnswer Check(Caller caller, string? leaseId) => Locked(() =>
        Find_NeedsLock(caller, leaseId) is { } hold
            ? new LeaseAnswer(LeaseVerdict.Granted, _state, hold, null)
            : NotHolder_NeedsLock(leaseId));

    /// <summary>Gives the lease back.</summary>
    /// <param name="caller">Who holds it.</param>
    /// <param name="leaseId">Its id.</param>
    /// <param name="keepRunning">Let a policy's task run on without an operator.</param>
    public LeaseAnswer Release(Caller caller, string? leaseId, bool keepRunning) => Locked(() =>
    {
        if (Find_NeedsLock(caller, leaseId) is not { } hold)
            return NotHolder_NeedsLock(leaseId);
        Vacate_NeedsLock(LeaseEnd.Released, keepRunning);
        return new LeaseAnswer(LeaseVerdict.Granted, _state, hold, null);
    });

    /// <summary>The lease now, and whenever it changes hands; a slow reader gets the newest and misses what is no longer true.</summary>
    public async IAsyncEnumerable<LeaseState> WatchAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var newest = Channel.CreateBounded<LeaseState>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        Locked(() =>
        {
            _watchers.Add(newest);
            return newest.Writer.TryWrite(_state);
        });
        try
        {
            await foreach (var state in newest.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
                yield return state;
        }
        finally
        {
            lock (_gate)
                _watchers.Remove(newest);
        }
    }

    /// <summary>Stops noticing lapses by itself; the control thread needs none of that.</summary>
    public void Dispose() => _timer.Dispose();

    private T Locked<T>(Func<T> action)
    {
        T result;
        bool changed;
        lock (_gate)
        {
            if (_holder is { } holder && _clock.NowNs > holder.UntilNs)
                Vacate_NeedsLock(LeaseEnd.Lapsed, leftRunning: false);
            result = action();
            changed = _unpublished.Count > 0;
        }

        if (changed)
            Publish();
        return result;
    }

    private void NoticeLapse() => Locked(() =>
    {
        // The timer runs on from the last time it was set; signs of life since then cost it nothing.
        if (_holder is { } holder)
            _timer.Change(TimeSpan.FromTicks(Math.Max(0, holder.UntilNs - _clock.NowNs) / 100) + TimerSlack, Timeout.InfiniteTimeSpan);
        return true;
    });

    private LeaseHold? Find_NeedsLock(Caller caller, string? leaseId) =>
        _holder is { } holder && holder.Secret.Matches(leaseId) && holder.Holder.Subject == caller.Subject ? holder : null;

    private LeaseAnswer NotHolder_NeedsLock(string? leaseId) => new(
        LeaseVerdict.NotHolder, _state, null, _previous is { } previous && previous.Secret.Matches(leaseId) ? previous.End : null);

    private void Renew_NeedsLock(LeaseHold hold)
    {
        hold.UntilNs = _clock.NowNs + _timeoutNs;
        _consequences.Renewed(hold.UntilNs);
    }

    private void Vacate_NeedsLock(LeaseEnd end, bool leftRunning)
    {
        Lose_NeedsLock(end, leftRunning);
        Enter_NeedsLock(
            new LeaseState(false, "", Role.Unspecified, "", default, _timeout, _state.Revision + 1, end), end, leftRunning);
    }

    private void Lose_NeedsLock(LeaseEnd end, bool leftRunning)
    {
        if (_holder is not { } holder)
            return;
        (_previous, _holder) = (holder, null);
        _consequences.Ended(end, leftRunning);
        holder.Lose(end, leftRunning);
    }

    private void Enter_NeedsLock(LeaseState state, LeaseEnd? end, bool leftRunning)
    {
        _unpublished.Enqueue(new LeaseChange(_state, state, end, leftRunning));
        _state = state;
        foreach (var watcher in _watchers)
            watcher.Writer.TryWrite(state);
    }

    private void Publish()
    {
        // One publisher at a time keeps the order; it runs outside the gate, so that a subscriber delays no sign of life.
        lock (_publishing)
        {
            while (true)
            {
                LeaseChange? change;
                lock (_gate)
                    if (!_unpublished.TryDequeue(out change))
                        return;
                Changed?.Invoke(change);
            }
        }
    }
}
