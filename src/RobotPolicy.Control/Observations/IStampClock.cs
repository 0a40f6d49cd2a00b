namespace RobotPolicy.Control.Observations;

/// <summary>Converts time stamps of messages to the monotonic clock of this process. Used by the receive thread; allocates nothing.</summary>
public interface IStampClock
{
    /// <summary>Time on the monotonic clock at which the time of day was <paramref name="unixNs"/>; saturates instead of overflowing.</summary>
    /// <param name="unixNs">The stamp as the publisher wrote it, in nanoseconds since the Unix epoch.</param>
    /// <param name="receivedNs">Reception of its message, on the monotonic clock, in nanoseconds.</param>
    long ToMonotonicNs(long unixNs, long receivedNs);
}
