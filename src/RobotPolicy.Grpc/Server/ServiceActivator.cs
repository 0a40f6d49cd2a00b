using Microsoft.Extensions.DependencyInjection;

namespace RobotPolicy.Grpc.Server;

/// <summary>Makes the service object of a call: the registered one, or a new one per call that is disposed with it.</summary>
internal static class ServiceActivator<TService>
    where TService : class
{
    private static readonly ObjectFactory<TService> Factory = ActivatorUtilities.CreateFactory<TService>([]);

    internal static TService Resolve(IServiceProvider services, out bool owned)
    {
        var registered = services.GetService<TService>();
        owned = registered is null;
        return registered ?? Factory(services, []);
    }
}
