using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Safety;

/// <summary>
/// Signs of life that motion depends on: the session under whose lease it was started, and an operator's heartbeat. Whoever needs
/// one states until when it is good; when that time has passed the arm is held within the next tick. The control thread compares
/// times, so that no busy thread pool delays a stop. Any thread writes, the control thread reads; allocates nothing.
/// </summary>
public sealed class OperatorPresence : IStopSource
{
    private const long NotRequired = long.MaxValue;

    private long _sessionUntilNs = NotRequired;
    private long _heartbeatUntilNs = NotRequired;

    /// <summary>From now on the session must show a sign of life again before this instant of the monotonic clock.</summary>
    public void RequireSession(long untilNs) => Volatile.Write(ref _sessionUntilNs, untilNs);

    /// <summary>Motion depends on no session any more: it was ended, or left running on purpose.</summary>
    public void ReleaseSession() => Volatile.Write(ref _sessionUntilNs, NotRequired);

    /// <summary>From now on the heartbeat must come again before this instant of the monotonic clock.</summary>
    public void RequireHeartbeat(long untilNs) => Volatile.Write(ref _heartbeatUntilNs, untilNs);

    /// <summary>Motion depends on no heartbeat any more.</summary>
    public void ReleaseHeartbeat() => Volatile.Write(ref _heartbeatUntilNs, NotRequired);

    /// <inheritdoc/>
    public StopDemand Poll(long nowNs)
    {
        if (nowNs > Volatile.Read(ref _sessionUntilNs))
            return new StopDemand(StopKind.Hold, StopCause.SessionLapsed, -1);
        return nowNs > Volatile.Read(ref _heartbeatUntilNs)
            ? new StopDemand(StopKind.Hold, StopCause.HeartbeatLapsed, -1)
            : StopDemand.None;
    }
}
