using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Sessions;

/// <summary>The caller of one call, as a service sees it; from <see cref="CallerContextExtensions.GetCaller"/>.</summary>
public interface ICallerContext
{
    /// <summary>Name of the person or machine.</summary>
    string Subject { get; }

    /// <summary>What it may do.</summary>
    Role Role { get; }

    /// <summary>How the caller was shown: "token", "certificate" or "loopback".</summary>
    string Method { get; }

    /// <summary>Name of the client: the one given with the lease, or else its address.</summary>
    string Client { get; }

    /// <summary>Fires when the lease that this call stands under is lost; never for a call that needs none.</summary>
    CancellationToken LeaseLost { get; }
}
