using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>
/// Brings changes of what the monitor says from the control thread to whoever waits for them, without a look at the clock in
/// between. Bounded: a change that finds the queue full is left out and counted, and found by the next poll of the loop's state. One
/// thread writes, one reads.
/// </summary>
public sealed class FailureSignal : ITickSink, IDisposable
{
    /// <summary>Changes that may wait.</summary>
    public const int Capacity = 64;

    private readonly FailureNotice[] _notices = new FailureNotice[Capacity];
    private readonly AutoResetEvent _isThere = new(false);
    private long _written;
    private long _read;
    private long _lost;
    private FailureState _state;
    private DegradedReason _reason;
    private long _epoch;

    /// <summary>Changes that were left out because nobody took the ones before.</summary>
    public long LostCount => Interlocked.Read(ref _lost);

    /// <summary>Is set when a change has come.</summary>
    public WaitHandle IsThere => _isThere;

    /// <inheritdoc/>
    public void OnTick(in TickRecord tick) => Tell(tick.Index, tick.TimeNs, tick.Mode, tick.Failure);

    /// <summary>
    /// Takes in what the monitor says; does nothing where that is what it said before. The control thread: allocates nothing, and does
    /// not wait for the reader.
    /// </summary>
    /// <param name="tickIndex">The tick.</param>
    /// <param name="timeNs">When the tick began, on the monotonic clock, in nanoseconds.</param>
    /// <param name="mode">Who is in command after it.</param>
    /// <param name="report">What the monitor says after this tick.</param>
    public void Tell(long tickIndex, long timeNs, ControlMode mode, in FailureReport report)
    {
        if (report.State == _state && report.Reason == _reason && (report.Epoch == _epoch || report.State == FailureState.Off))
            return;
        (_state, _reason, _epoch) = (report.State, report.Reason, report.Epoch);
        var place = _written;
        if (place - Volatile.Read(ref _read) >= Capacity)
        {
            Interlocked.Increment(ref _lost);
            return;
        }

        _notices[place % Capacity] = new FailureNotice(tickIndex, timeNs, mode, report);
        Volatile.Write(ref _written, place + 1);
        _isThere.Set();
    }

    /// <summary>Takes the oldest change that waits. The reader.</summary>
    public bool TryTake(out FailureNotice notice)
    {
        var place = _read;
        if (place == Volatile.Read(ref _written))
        {
            notice = default;
            return false;
        }

        notice = _notices[place % Capacity];
        Volatile.Write(ref _read, place + 1);
        return true;
    }

    /// <summary>The control thread and the reader must have ended before.</summary>
    public void Dispose() => _isThere.Dispose();
}
