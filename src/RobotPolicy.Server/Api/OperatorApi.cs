using Grpc.AspNetCore.Server;
using RobotPolicy.Server.Operations;

namespace RobotPolicy.Server.Api;

/// <summary>Adds the operator's services to a host; sessions are added beside them.</summary>
public static class OperatorApi
{
    /// <summary>Registers what the services need.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="room">What the operator works with; stays the caller's to dispose and run.</param>
    public static IServiceCollection AddOperatorApi(this IServiceCollection services, OperationsRoom room)
    {
        services.AddSingleton(_ => room);
        services.AddSingleton<OperationErrors>();

        // After the access check, and so closer to the services, in whatever order the two are added.
        services.PostConfigure<GrpcServiceOptions>(options => options.Interceptors.Add<OperationErrors>());
        return services;
    }

    /// <summary>Maps the services.</summary>
    public static void MapOperatorApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<TaskApi>();
        endpoints.MapGrpcService<PolicyApi>();
        endpoints.MapGrpcService<InterventionApi>();
        endpoints.MapGrpcService<AlertApi>();
        endpoints.MapGrpcService<QuestionApi>();
        endpoints.MapGrpcService<SafetyApi>();
        endpoints.MapGrpcService<TelemetryApi>();
        endpoints.MapGrpcService<LogApi>();
    }
}
