using Grpc.Core;
using Microsoft.AspNetCore.Http;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Grpc.Server;

/// <summary>Answers calls of methods and services that are not here.</summary>
internal static class UnimplementedEndpoint
{
    internal static Task Method(HttpContext http) => Answer(http, "Method is unimplemented.");

    internal static Task Service(HttpContext http) => Answer(http, "Service is unimplemented.");

    private static Task Answer(HttpContext http, string text)
    {
        if (ServerCall.RejectNonGrpc(http))
            return Task.CompletedTask;
        http.Response.ContentType = GrpcHeaders.ContentType;
        ServerCall.WriteStatus(http.Response.Headers, new Status(StatusCode.Unimplemented, text));
        return Task.CompletedTask;
    }
}
