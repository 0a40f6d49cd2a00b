using System.Net;
using Grpc.Core;

namespace RobotPolicy.Grpc.Framing;

/// <summary>The failures that the protocol itself defines, and what other layers' failures mean in it.</summary>
internal static class ProtocolErrors
{
    internal static RpcException ReceivedTooLarge(long limit) => Error(
        StatusCode.ResourceExhausted, $"Received message exceeds the maximum configured message size ({limit} bytes).");

    internal static RpcException SendingTooLarge(long limit) => Error(
        StatusCode.ResourceExhausted, $"Sending message exceeds the maximum configured message size ({limit} bytes).");

    internal static RpcException Incomplete() => Error(StatusCode.Internal, "Incomplete message.");

    internal static RpcException NoMessage() => Error(StatusCode.Internal, "The call needs one message and none was sent.");

    internal static RpcException SecondMessage() => Error(StatusCode.Internal, "The call needs one message and more were sent.");

    internal static RpcException BadFlag(byte flag) => Error(StatusCode.Internal, $"Unexpected compressed flag value in message header: {flag}.");

    internal static RpcException CompressedWithoutEncoding() =>
        Error(StatusCode.Internal, "A message has the compressed flag set, but the call has no supported grpc-encoding.");

    internal static RpcException CannotInflate(Exception? cause) =>
        new(new Status(StatusCode.Internal, "A compressed message could not be decompressed.", cause));

    internal static RpcException CannotParse(Exception cause) =>
        new(new Status(StatusCode.Internal, "Failed to deserialize a message.", cause));

    internal static RpcException CannotSerialize(Exception cause) =>
        new(new Status(StatusCode.Internal, "Failed to serialize a message.", cause));

    /// <summary>Status of a response without grpc-status (gRPC "HTTP to gRPC status code mapping").</summary>
    internal static StatusCode FromHttpStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>Status of a stream that an HTTP/2 error ended (gRPC "Errors", RFC 9113 §7).</summary>
    internal static StatusCode FromHttp2Error(long code) => code switch
    {
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };

    /// <summary>A received grpc-status; what is not a known number is Unknown.</summary>
    internal static StatusCode ParseStatus(string text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value)
        && value <= (int)StatusCode.Unauthenticated
            ? (StatusCode)value
            : StatusCode.Unknown;

    private static RpcException Error(StatusCode code, string text) => new(new Status(code, text));
}
