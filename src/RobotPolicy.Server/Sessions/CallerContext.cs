using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Sessions;

/// <summary>A caller with the lease that its call stands under, if it needs one.</summary>
internal sealed class CallerContext(Caller caller, LeaseHold? hold, string peer) : ICallerContext
{
    public Caller Caller => caller;

    public LeaseHold? Hold => hold;

    public string Subject => caller.Subject;

    public Role Role => caller.Role;

    public string Method => caller.Method;

    public string Client => hold?.State.Client ?? peer;

    /// <summary>The connection that the call came by.</summary>
    public string Peer => peer;

    public CancellationToken LeaseLost => hold?.Lost ?? CancellationToken.None;
}
