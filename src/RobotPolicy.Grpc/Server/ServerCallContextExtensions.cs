using Microsoft.AspNetCore.Http;
using RobotPolicy.Grpc.Server;

namespace Grpc.Core;

/// <summary>Reaches the HTTP request behind a call.</summary>
public static class ServerCallContextExtensions
{
    // The official package looks there too, so that an interceptor may hand on a context of its own.
    private const string HttpContextKey = "__HttpContext";

    /// <summary>
    /// The HTTP request of this call; for a context that is not the transport's own, the one in its user state. Throws
    /// <see cref="InvalidOperationException"/> where there is none.
    /// </summary>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext) => serverCallContext is ServerCall call
        ? call.Http
        : serverCallContext.UserState.TryGetValue(HttpContextKey, out var value) && value is HttpContext http
        ? http
        : throw new InvalidOperationException("Could not get HttpContext from ServerCallContext. HttpContext can only be accessed when gRPC services are hosted by ASP.NET Core.");
}
