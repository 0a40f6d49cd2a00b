using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Sessions;

/// <summary>
/// Bearer tokens: 256 random bits made by the service. A plain SHA-256 stands for such a token in the file; slow hashes are for
/// what people make up, and a token that is short enough to be made up is never accepted.
/// </summary>
public static class BearerToken
{
    /// <summary>Shortest token that is accepted, in characters.</summary>
    public const int MinLength = 32;

    /// <summary>Longest token that is looked at, in characters.</summary>
    public const int MaxLength = 512;

    /// <summary>Makes a token and its line for the access file.</summary>
    /// <param name="subject">Who gets it.</param>
    /// <param name="role">What it allows.</param>
    /// <param name="expiresAt">When it ends, or never.</param>
    public static (string Token, string Line) Create(string subject, Role role, DateTimeOffset? expiresAt)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var end = expiresAt is { } at ? " expires=" + at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : "";
        return (token, $"token {subject} {Roles.NameOf(role)} sha256={Convert.ToHexStringLower(Hash(token))}{end}");
    }

    /// <summary>What the file keeps of a token.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
