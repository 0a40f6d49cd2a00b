using System.Net;
using System.Net.Http.Headers;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Grpc.Client;

/// <summary>The request body of a call: the call writes it while the response may already be read.</summary>
internal sealed class CallContent : HttpContent
{
    private static readonly MediaTypeHeaderValue GrpcType = new(GrpcHeaders.ContentType);

    private readonly Func<Stream, CancellationToken, Task> _write;

    internal CallContent(Func<Stream, CancellationToken, Task> write)
    {
        _write = write;
        Headers.ContentType = GrpcType;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _write(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
