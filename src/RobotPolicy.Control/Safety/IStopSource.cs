namespace RobotPolicy.Control.Safety;

/// <summary>
/// Something outside the loop that may demand a stop, for as long as it lasts: a stop input, an operator who must show signs of
/// life. Read by the control thread in every tick: does not block, allocate or throw.
/// </summary>
public interface IStopSource
{
    /// <summary>What is demanded now.</summary>
    /// <param name="nowNs">Now, on the monotonic clock, in nanoseconds.</param>
    StopDemand Poll(long nowNs);
}
