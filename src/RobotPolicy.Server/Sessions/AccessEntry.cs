using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Sessions;

/// <summary>One line of an access file.</summary>
/// <param name="Subject">Name of the person or machine; for a certificate its common name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="TokenHash">SHA-256 of the token, or none for a certificate.</param>
/// <param name="ExpiresAt">When the line ends to be valid, or never.</param>
public sealed record AccessEntry(string Subject, Role Role, byte[]? TokenHash, DateTimeOffset? ExpiresAt);
