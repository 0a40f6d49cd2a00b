using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Goes on with the set-up of gRPC services.</summary>
public interface IGrpcServerBuilder
{
    /// <summary>The services being set up.</summary>
    IServiceCollection Services { get; }
}
