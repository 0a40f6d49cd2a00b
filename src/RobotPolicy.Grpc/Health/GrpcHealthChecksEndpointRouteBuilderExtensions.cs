using Microsoft.AspNetCore.Routing;
using RobotPolicy.Grpc.Health;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the health service that is fed by health checks.</summary>
public static class GrpcHealthChecksEndpointRouteBuilderExtensions
{
    /// <summary>Maps grpc.health.v1 with the checks that <c>AddGrpcHealthChecks</c> was given.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcHealthChecksService(this IEndpointRouteBuilder builder) =>
        builder.MapGrpcService<HealthChecksService>();
}
