namespace RobotPolicy.Server.Operations.Safety;

/// <summary>
/// Operators' signs of life. Motion depends on all of them: it is held as soon as the first one has been silent for its timeout,
/// which the control thread finds out by itself. Any thread.
/// <para>
/// A heartbeat that lapsed stays so until its operator, or any other one, begins a new heartbeat: somebody must be there.
/// </para>
/// </summary>
public sealed class HeartbeatDesk(IRobotLoop loop)
{
    /// <summary>Most operators at a time.</summary>
    public const int Limit = 16;

    /// <summary>Shortest timeout.</summary>
    public static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest timeout.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Timeout where the operator does not say.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Heartbeat> _beats = [];

    /// <summary>Begins to watch an operator; the first sign of life.</summary>
    /// <param name="by">The operator; an earlier heartbeat of the same one is replaced.</param>
    /// <param name="timeout">Silence after which the arm is held.</param>
    /// <exception cref="OperationException">The timeout is out of range, or too many operators are watched.</exception>
    public Heartbeat Begin(string by, TimeSpan timeout)
    {
        if (timeout < MinTimeout || timeout > MaxTimeout)
            throw OperationException.Invalid("timeout", $"{MinTimeout.TotalSeconds}…{MaxTimeout.TotalSeconds} s", timeout.TotalSeconds);
        lock (_gate)
        {
            var nowNs = loop.Clock.NowNs;
            foreach (var (lapsed, _) in _beats.Where(beat => beat.Value.UntilNs < nowNs).ToList())
                _beats.Remove(lapsed);
            if (_beats.Count >= Limit && !_beats.ContainsKey(by))
                throw OperationException.Exhausted($"{Limit} operators are watched already.");
            var begun = new Heartbeat(by, timeout) { UntilNs = nowNs + (long)timeout.TotalNanoseconds };
            _beats[by] = begun;
            Require_NeedsLock();
            return begun;
        }
    }

    /// <summary>A sign of life.</summary>
    /// <returns><see langword="false"/> if another heartbeat has taken its place, or it had lapsed before.</returns>
    public bool Beat(Heartbeat heartbeat)
    {
        ArgumentNullException.ThrowIfNull(heartbeat);
        lock (_gate)
        {
            var nowNs = loop.Clock.NowNs;
            if (!IsWatched_NeedsLock(heartbeat) || heartbeat.UntilNs < nowNs)
                return false;
            heartbeat.UntilNs = nowNs + (long)heartbeat.Timeout.TotalNanoseconds;
            Require_NeedsLock();
            return true;
        }
    }

    /// <summary>The operator leaves on purpose: motion no longer depends on them.</summary>
    public void End(Heartbeat heartbeat)
    {
        ArgumentNullException.ThrowIfNull(heartbeat);
        lock (_gate)
        {
            if (!IsWatched_NeedsLock(heartbeat))
                return;
            _beats.Remove(heartbeat.By);
            Require_NeedsLock();
        }
    }

    private bool IsWatched_NeedsLock(Heartbeat heartbeat) =>
        _beats.TryGetValue(heartbeat.By, out var watched) && watched == heartbeat;

    private void Require_NeedsLock()
    {
        if (_beats.Count == 0)
            loop.Presence.ReleaseHeartbeat();
        else
            loop.Presence.RequireHeartbeat(_beats.Values.Min(beat => beat.UntilNs));
    }
}
