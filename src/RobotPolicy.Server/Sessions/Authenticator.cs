using System.Net;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Sessions;

/// <summary>
/// Finds out who calls: a bearer token before a client certificate before the place that the call comes from. Whatever is shown
/// must be right; a wrong token on a loopback connection is no loopback caller. Thread-safe.
/// </summary>
/// <param name="list">Tokens and certificates.</param>
/// <param name="loopbackRole">Role of callers on this machine that show nothing; unspecified for none.</param>
/// <param name="time">Time of day.</param>
public sealed class Authenticator(AccessList list, Role loopbackRole, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    /// <summary>Who calls.</summary>
    /// <param name="credentials">What was shown.</param>
    /// <param name="why">Why it is nobody, one sentence for the client.</param>
    /// <returns>The caller, or <see langword="null"/>.</returns>
    public Caller? Authenticate(in Credentials credentials, out string why)
    {
        why = "";
        if (credentials.Authorization is { } authorization)
            return FromToken(authorization, out why);
        if (credentials.Certificate is { } certificate)
        {
            CertificateCaller.TryRead(certificate, list, time.GetUtcNow(), out var caller, out why);
            return caller;
        }

        if (credentials.Remote is { } remote && IsLoopback(remote) && loopbackRole != Role.Unspecified)
            return new Caller("local", loopbackRole, Caller.ByLoopback);
        why = "Show who you are: metadata 'authorization: Bearer <token>', or a client certificate.";
        return null;
    }

    /// <summary>Whether a caller of an open stream would still be let in, with the role that it had.</summary>
    public bool IsCurrent(Caller caller)
    {
        if (caller.TokenHash is { } hash)
            return list.FindToken(hash) is { } entry && !HasExpired(entry) && entry.Subject == caller.Subject && entry.Role == caller.Role;
        return caller.Certificate is not { } certificate
            || (CertificateCaller.TryRead(certificate, list, time.GetUtcNow(), out var now, out _) && now!.Role == caller.Role);
    }

    private static bool IsLoopback(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private Caller? FromToken(string authorization, out string why)
    {
        why = "The token is unknown.";
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            why = "The metadata 'authorization' must be 'Bearer <token>'.";
            return null;
        }

        var token = authorization[Scheme.Length..].Trim();
        if (token.Length is < BearerToken.MinLength or > BearerToken.MaxLength)
            return null;
        var hash = BearerToken.Hash(token);
        if (list.FindToken(hash) is not { } entry)
            return null;
        if (HasExpired(entry))
        {
            why = $"The token of '{entry.Subject}' has expired.";
            return null;
        }

        why = "";
        return new Caller(entry.Subject, entry.Role, Caller.ByToken) { TokenHash = hash };
    }

    private bool HasExpired(AccessEntry entry) => entry.ExpiresAt is { } end && time.GetUtcNow() >= end;
}
