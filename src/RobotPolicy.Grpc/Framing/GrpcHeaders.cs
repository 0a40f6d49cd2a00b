namespace RobotPolicy.Grpc.Framing;

/// <summary>Names and constants of gRPC over HTTP/2.</summary>
internal static class GrpcHeaders
{
    internal const string ContentType = "application/grpc";
    internal const string Status = "grpc-status";
    internal const string Message = "grpc-message";
    internal const string Timeout = "grpc-timeout";
    internal const string Encoding = "grpc-encoding";
    internal const string AcceptEncoding = "grpc-accept-encoding";

    /// <summary>In the request metadata: asks this transport to compress the requests. It never travels.</summary>
    internal const string CompressionRequest = "grpc-internal-encoding-request";

    internal const string Gzip = "gzip";
    internal const string Identity = "identity";
    internal const string SupportedEncodings = "identity,gzip";

    /// <summary>Limit of a received message, 4 MiB, unless the options name another.</summary>
    internal const int DefaultMaxReceiveBytes = 4 * 1024 * 1024;

    /// <summary>Whether a content type is gRPC's: "application/grpc", bare or with "+codec" or parameters.</summary>
    internal static bool IsGrpcContentType(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');

    /// <summary>Whether a list such as "identity, gzip" names an encoding.</summary>
    internal static bool ListContains(string list, string encoding)
    {
        foreach (var range in list.AsSpan().Split(','))
        {
            if (list.AsSpan(range).Trim().Equals(encoding, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
