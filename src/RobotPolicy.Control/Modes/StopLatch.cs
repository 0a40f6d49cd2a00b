using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Modes;

/// <summary>
/// The stop that was requested since the last tick. Stands beside the command queue, so that no stop is lost because the queue
/// is full; of several, the hardest stays. Any thread requests, the control thread takes.
/// </summary>
internal sealed class StopLatch
{
    private int _pending;

    public void Request(StopKind kind, StopCause cause)
    {
        var wanted = ((int)kind << KindShift) | (int)cause;
        var seen = Volatile.Read(ref _pending);
        while (seen >> KindShift < (int)kind)
        {
            var before = Interlocked.CompareExchange(ref _pending, wanted, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    public bool TryTake(out StopKind kind, out StopCause cause)
    {
        var taken = Volatile.Read(ref _pending) == 0 ? 0 : Interlocked.Exchange(ref _pending, 0);
        kind = (StopKind)(taken >> KindShift);
        cause = (StopCause)(taken & ((1 << KindShift) - 1));
        return taken != 0;
    }

    private const int KindShift = 16;
}
