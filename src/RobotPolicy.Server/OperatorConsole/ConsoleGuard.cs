using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace RobotPolicy.Server.OperatorConsole;

/// <summary>
/// Keeps other people's pages out. A browser on this machine carries whatever page is open in it to the service's port, and callers on this
/// machine may need no token: so a request must name this machine as it is known, and a call must come from a page of ours.
/// </summary>
/// <param name="trustsLoopback">Whether callers on this machine need to show nothing.</param>
internal sealed class ConsoleGuard(bool trustsLoopback)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; font-src 'self'; "
        + "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'self'";

    /// <summary>Why a request is refused; <see langword="null"/> where it is not.</summary>
    public string? Refuse(HttpRequest request)
    {
        var host = request.Host.Host;
        if (trustsLoopback && IsLocal(request.HttpContext.Connection.RemoteIpAddress) && !IsLoopbackName(host))
            return $"The console of this machine is asked for by a name that is not its own ('{host}'): open it as localhost.";
        if (ChangesAnything(request) && !IsOurs(request.Headers.Origin, request))
            return "This request comes from a page of another origin.";
        return null;
    }

    /// <summary>Says what the page may load and who may frame it.</summary>
    public static void Protect(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // Without a referrer a form would be posted with the origin "null".
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private static bool ChangesAnything(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) || request.HttpContext.WebSockets.IsWebSocketRequest;

    private static bool IsOurs(StringValues origin, HttpRequest request) =>
        origin.Count == 1
        && Uri.TryCreate(origin[0], UriKind.Absolute, out var from)
        && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static bool IsLocal(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
