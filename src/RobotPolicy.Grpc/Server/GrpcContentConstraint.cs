using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Grpc.Server;

/// <summary>Lets only gRPC requests reach the endpoints that answer Unimplemented, so that they hide no page beside them.</summary>
internal sealed class GrpcContentConstraint : IRouteConstraint
{
    internal const string Name = "grpccontent";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        httpContext is not null && GrpcHeaders.IsGrpcContentType(httpContext.Request.ContentType);
}
