using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Timing;

/// <summary>The clock that paces the control thread.</summary>
public interface ITickClock : IMonotonicClock
{
    /// <summary>Blocks the caller until an instant on the monotonic clock; may return early, and returns at once if it is past.</summary>
    void SleepUntil(long deadlineNs);
}
