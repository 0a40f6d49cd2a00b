using Microsoft.AspNetCore.Http;
using RobotPolicy.Grpc.Server;

namespace Grpc.Core;

/// <summary>Reaches the HTTP request behind a call.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>The HTTP request of this call. Throws <see cref="InvalidOperationException"/> for a test double.</summary>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext) => serverCallContext is ServerCall call
        ? call.Http
        : throw new InvalidOperationException("Could not get HttpContext from ServerCallContext. HttpContext can only be accessed when gRPC services are hosted by ASP.NET Core.");
}
