using Grpc.Core;
using RobotPolicy.Server.Api;

namespace RobotPolicy.Server.Sessions;

/// <summary>What a caller without the lease is told.</summary>
internal static class LeaseErrors
{
    /// <summary>The answer to a request that was not granted.</summary>
    public static RpcException From(in LeaseAnswer answer) => answer.Verdict switch
    {
        LeaseVerdict.HeldByOther => ApiErrors.Create(
            StatusCode.FailedPrecondition,
            $"The lease is held by {HolderOf(answer.State)}. It can be taken over with a higher role than {Roles.NameOf(answer.State.Role)}."),
        LeaseVerdict.RoleTooLow => ApiErrors.Denied(
            $"The lease is held by {HolderOf(answer.State)}; it can only be taken over with a higher role than {Roles.NameOf(answer.State.Role)}."),
        _ => NotHolder(answer.LostBy, answer.State),
    };

    /// <summary>The lease was lost while a call stood under it.</summary>
    public static RpcException Lost(LeaseEnd end, LeaseState now) => NotHolder(end, now);

    /// <summary>No id was sent.</summary>
    public static RpcException Missing() =>
        ApiErrors.Denied("This needs the lease: acquire it, and send its id as metadata 'lease-id'.");

    private static RpcException NotHolder(LeaseEnd? lostBy, LeaseState now) => ApiErrors.Denied(lostBy switch
    {
        LeaseEnd.Lapsed => "The lease has lapsed, for want of a sign of life; acquire it anew.",
        LeaseEnd.Released => "The lease was released; acquire it anew.",
        LeaseEnd.TakenOver => now.Held ? $"The lease was taken over by {HolderOf(now)}." : "The lease was taken over.",
        _ => now.Held ? $"The lease is held by {HolderOf(now)}." : "Nobody holds the lease; acquire it first.",
    });

    private static string HolderOf(LeaseState state) => $"'{state.Subject}' ({Roles.NameOf(state.Role)}) at '{state.Client}'";
}
