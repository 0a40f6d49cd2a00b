namespace RobotPolicy.Server.Sessions;

/// <summary>One holder's time with the lease, from acquiring to losing it. Thread-safe.</summary>
public sealed class LeaseHold
{
    // Never disposed: services may still link to its token long after the lease is lost, and without a timer it owns nothing.
    private readonly CancellationTokenSource _lost = new();

    internal LeaseHold(Caller holder, LeaseState state)
    {
        Holder = holder;
        State = state;
    }

    /// <summary>The secret that stands for this hold.</summary>
    public LeaseSecret Secret { get; } = new();

    /// <summary>The lease as it was acquired.</summary>
    public LeaseState State { get; }

    /// <summary>Fires when the lease is lost, however.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>How it was lost; none as long as it is held. Set before <see cref="Lost"/> fires.</summary>
    public LeaseEnd? End { get; private set; }

    /// <summary>Whether the holder released it so that a task runs on. Set before <see cref="Lost"/> fires.</summary>
    public bool LeftRunning { get; private set; }

    internal Caller Holder { get; }

    /// <summary>Instant of the monotonic clock after which it lapses; guarded by the book's lock.</summary>
    internal long UntilNs { get; set; }

    internal void Lose(LeaseEnd end, bool leftRunning)
    {
        End = end;
        LeftRunning = leftRunning;

        // Marks the token at once and runs what hangs on it on the thread pool: nobody's handler runs under the book's lock.
        _ = _lost.CancelAsync();
    }
}
