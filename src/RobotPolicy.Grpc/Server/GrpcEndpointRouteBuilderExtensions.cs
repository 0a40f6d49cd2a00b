using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using RobotPolicy.Grpc.Server;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to endpoints.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    private const BindingFlags StaticMethods = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;

    /// <summary>
    /// Maps each method of a service whose base was generated. Throws <see cref="InvalidOperationException"/> when
    /// <typeparamref name="TService"/> has no such base.
    /// </summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var (attribute, serviceBase) = FindBase(typeof(TService));
        var bind = attribute.BindType.GetMethod(attribute.BindMethodName, StaticMethods, [typeof(ServiceBinderBase), serviceBase])
            ?? throw new InvalidOperationException($"No {attribute.BindMethodName}({nameof(ServiceBinderBase)}, {serviceBase}) on {attribute.BindType}.");
        var binder = new ServiceBinder<TService>(builder);

        // Without an implementation the generated method binds names and codecs only; the handlers are found on TService.
        bind.Invoke(null, [binder, null]);
        binder.MapUnimplemented();
        return new GrpcServiceEndpointConventionBuilder(binder.Endpoints);
    }

    private static (BindServiceMethodAttribute Attribute, Type Base) FindBase(Type service)
    {
        for (var type = service; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } attribute)
                return (attribute, type);
        }

        throw new InvalidOperationException($"{service} does not derive from a generated gRPC service base.");
    }
}
