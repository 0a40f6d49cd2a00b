using RobotPolicy.Control.Model;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Server.Operations.Logs;

/// <summary>
/// Keeps the recordings open that somebody looks into, so that a scrubber finds its pictures in the index that is in memory already. One
/// search at a time, so that spectators cost at most one core; what nobody looked into for half a minute is closed, since an open file takes
/// room on the disk when it is deleted. Any thread.
/// </summary>
/// <param name="time">Clock.</param>
internal sealed class LogSeekers(TimeProvider time) : IDisposable
{
    /// <summary>Recordings that are kept open.</summary>
    public const int MaxKept = 3;

    /// <summary>Searches that may wait for their turn.</summary>
    public const int MaxWaiting = 32;

    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);

    // What is being written is looked at anew this long after, where somebody asks for what it lacked.
    private static readonly TimeSpan RenewTime = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<Kept> _kept = [];
    private ITimer? _sweep;
    private int _waiting;
    private bool _isDisposed;

    /// <summary>Looks into a recording when it is its turn.</summary>
    /// <param name="log">The recording.</param>
    /// <param name="seconds">The moment that is sought, since its first message.</param>
    /// <param name="seek">Seeks; on a pool thread.</param>
    /// <param name="mode">Who is in command, for a refusal.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="OperationException">Too many wait, or the recording cannot be read.</exception>
    public async Task<T> UseAsync<T>(LogFound log, double seconds, Func<LogSeeker, T> seek, ControlMode mode, CancellationToken cancel)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw OperationException.Exhausted($"{MaxWaiting} pictures and moments of recordings wait already: ask for the next one when the last has come.");
        }

        try
        {
            await _turn.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            return LogErrors.Guard(log, mode, () => seek(Take(log, seconds)));
        }
        catch (Exception exception) when (exception is not OperationException { Error: OperationError.NotFound })
        {
            // Whatever is wrong with it may be mended, or gone, by the next time.
            Drop(_kept.FindAll(kept => kept.Path == log.Path));
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Wait();
        _isDisposed = true;
        _sweep?.Dispose();
        Drop([.. _kept]);
        _turn.Release();
    }

    private LogSeeker Take(LogFound log, double seconds)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var known = _kept.Find(kept => kept.Path == log.Path);
        if (known is not null && IsOutdated(known, log, seconds))
        {
            Drop([known]);
            known = null;
        }

        if (known is null)
        {
            if (_kept.Count >= MaxKept)
                Drop([_kept.MinBy(kept => kept.UsedAt)!]);
            _kept.Add(known = new Kept(log.Path, log.IsOpen, LogSeeker.Open(log.Path), time.GetTimestamp()));
            _sweep ??= time.CreateTimer(_ => Sweep(), null, IdleTime, IdleTime);
        }

        known.UsedAt = time.GetTimestamp();
        return known.Seeker;
    }

    private bool IsOutdated(Kept known, LogFound log, double seconds)
    {
        if (!known.IsOpen || (log.IsOpen && (known.Seeker.Clock.LogTime(seconds) <= known.Seeker.EndTime || time.GetElapsedTime(known.LookedAt) < RenewTime)))
            return false;
        known.LookedAt = time.GetTimestamp();
        return !log.IsOpen || !known.Seeker.TryFollow();
    }

    private void Sweep()
    {
        if (!_turn.Wait(0))
            return;
        try
        {
            Drop(_kept.FindAll(kept => time.GetElapsedTime(kept.UsedAt) >= IdleTime));
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Drop(List<Kept> outdated)
    {
        foreach (var kept in outdated)
        {
            _kept.Remove(kept);
            kept.Seeker.Dispose();
        }
    }

    private sealed class Kept(string path, bool isOpen, LogSeeker seeker, long openedAt)
    {
        public string Path { get; } = path;

        public bool IsOpen { get; } = isOpen;

        public LogSeeker Seeker { get; } = seeker;

        public long LookedAt { get; set; } = openedAt;

        public long UsedAt { get; set; } = openedAt;
    }
}
