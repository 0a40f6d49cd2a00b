namespace RobotPolicy.Server.Options;

/// <summary>Whether the operator's API speaks TLS.</summary>
public enum TlsMode
{
    /// <summary>Outside loopback, and wherever a certificate is given.</summary>
    Auto = 0,

    /// <summary>Always.</summary>
    On,

    /// <summary>Never; refused outside loopback.</summary>
    Off,
}
