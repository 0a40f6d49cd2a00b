using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations;

namespace RobotPolicy.Server.Sessions;

/// <summary>
/// Binds motion to the lease. That a silent session stops the arm is the control thread's own doing, through
/// <see cref="IRobotLoop.Presence"/>: it waits for no timer and no thread pool. What is here makes the same final when the lease
/// changes hands, so that a new holder never finds the arm moving for the old one.
/// </summary>
public sealed class RobotLeaseConsequences(IRobotLoop loop) : ILeaseConsequences
{
    /// <inheritdoc/>
    public void Renewed(long untilNs) => loop.Presence.RequireSession(untilNs);

    /// <inheritdoc/>
    public void Ended(LeaseEnd end, bool keepRunning)
    {
        loop.Human.Arm(HumanSource.None);

        // A takeover needs its human; only a policy can be left alone. A hold that meets an idle loop does nothing.
        var leave = keepRunning && loop.ReadStatus().Mode != ControlMode.Human;
        if (!leave)
            loop.RequestStop(StopCause.SessionLapsed, StopKind.Hold);

        // A session that lapsed keeps forbidding every start and resume until somebody acquires the lease anew.
        if (end == LeaseEnd.Released)
            loop.Presence.ReleaseSession();
    }

    /// <inheritdoc/>
    public void Overtaken() => loop.RequestStop(StopCause.SessionLapsed, StopKind.Hold);
}
