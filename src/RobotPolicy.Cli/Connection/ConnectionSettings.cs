namespace RobotPolicy.Cli.Connection;

/// <summary>How the service is reached and who asks.</summary>
internal sealed record ConnectionSettings
{
    /// <summary>Where a service listens that was started without options.</summary>
    public const string DefaultEndpoint = "http://127.0.0.1:50051";

    /// <summary>Time for one answer, unless asked otherwise.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Address of the service.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Certificate authority to trust besides none else (PEM); null for the machine's own.</summary>
    public string? CaFile { get; init; }

    /// <summary>SHA-256 of the service's certificate in hexadecimal digits; null if any valid one will do.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Client certificate (PEM).</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Key of the client certificate (PEM); null if it stands in the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Bearer token; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>Lease that somebody else holds for this call; null to take one where it is needed.</summary>
    public string? LeaseId { get; init; }

    /// <summary>Time for one answer. Streams last as long as they last.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;
}
