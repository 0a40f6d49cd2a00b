using Microsoft.Extensions.DependencyInjection.Extensions;
using RobotPolicy.Grpc.Reflection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up server reflection.</summary>
public static class GrpcReflectionServiceExtensions
{
    /// <summary>Adds what the reflection service needs.</summary>
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<MappedServices>();
        return services;
    }
}
