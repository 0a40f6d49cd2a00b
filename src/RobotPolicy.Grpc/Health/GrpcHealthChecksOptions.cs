namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Options of the health service that is fed by health checks.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>Which checks count for which service. By default all of them for the whole server (the empty name).</summary>
    public ServiceMappingCollection Services { get; } = [];
}
