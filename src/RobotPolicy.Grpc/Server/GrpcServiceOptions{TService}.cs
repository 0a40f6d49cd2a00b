namespace Grpc.AspNetCore.Server;

/// <summary>Options of one service. What is set here wins over the options of all services; its interceptors run inside theirs.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
}
