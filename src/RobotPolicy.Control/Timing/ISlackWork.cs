namespace RobotPolicy.Control.Timing;

/// <summary>What the control thread does between two ticks, where there is time for it.</summary>
public interface ISlackWork
{
    /// <summary>Called after every tick. Control thread; whatever it takes longer than the deadline comes off the next tick. Must not throw.</summary>
    /// <param name="nowNs">Now, on the monotonic clock, in nanoseconds.</param>
    /// <param name="deadlineNs">When the next tick is due.</param>
    /// <param name="isCommanding">Whether the tick sent a command: a late one is then felt by the arm.</param>
    void Step(long nowNs, long deadlineNs, bool isCommanding);
}
