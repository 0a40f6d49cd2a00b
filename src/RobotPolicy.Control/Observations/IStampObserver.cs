namespace RobotPolicy.Control.Observations;

/// <summary>Told when stamps begin to be read differently, as who records must know. The receive thread; must be quick.</summary>
public interface IStampObserver
{
    /// <summary>The offset changed.</summary>
    /// <param name="receivedNs">Reception of the first message that is read by it, on the monotonic clock.</param>
    /// <param name="offsetNs">Monotonic time minus Unix time, in nanoseconds.</param>
    void OffsetChanged(long receivedNs, long offsetNs);
}
