using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace RobotPolicy.Server.Sessions;

/// <summary>What a call showed of its caller.</summary>
/// <param name="Authorization">The metadata "authorization", or none.</param>
/// <param name="Certificate">The client certificate that the TLS handshake accepted, or none.</param>
/// <param name="Remote">Where the call comes from.</param>
public readonly record struct Credentials(string? Authorization, X509Certificate2? Certificate, IPAddress? Remote);
