using System.Security.Cryptography.X509Certificates;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Sessions;

/// <summary>Who calls, as far as it was shown.</summary>
public sealed class Caller
{
    /// <summary>Shown by a bearer token.</summary>
    public const string ByToken = "token";

    /// <summary>Shown by a client certificate.</summary>
    public const string ByCertificate = "certificate";

    /// <summary>Nothing shown, but the call comes from this machine.</summary>
    public const string ByLoopback = "loopback";

    /// <summary>Names a caller.</summary>
    /// <param name="subject">Name of the person or machine.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="method">How it was shown.</param>
    public Caller(string subject, Role role, string method)
    {
        Subject = subject;
        Role = role;
        Method = method;
    }

    /// <summary>A caller who needs no name: health checks.</summary>
    public static Caller Anonymous { get; } = new("anonymous", Role.Unspecified, "none");

    /// <summary>Name of the person or machine.</summary>
    public string Subject { get; }

    /// <summary>What it may do.</summary>
    public Role Role { get; }

    /// <summary>How it was shown: one of <see cref="ByToken"/>, <see cref="ByCertificate"/>, <see cref="ByLoopback"/>.</summary>
    public string Method { get; }

    /// <summary>SHA-256 of the token, to look it up again in a newer file.</summary>
    internal byte[]? TokenHash { get; init; }

    internal X509Certificate2? Certificate { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Subject} ({Roles.NameOf(Role)})";
}
