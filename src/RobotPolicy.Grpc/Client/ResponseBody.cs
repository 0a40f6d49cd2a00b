using System.IO.Pipelines;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Grpc.Client;

/// <summary>A response whose headers are here, with the reader of its messages.</summary>
internal sealed class ResponseBody : IDisposable
{
    internal ResponseBody(HttpResponseMessage message, Stream body, int? maxReceiveBytes)
    {
        Message = message;
        Decoder = new FrameDecoder(PipeReader.Create(body), maxReceiveBytes)
        {
            Gzip = message.Headers.NonValidated.TryGetValues(GrpcHeaders.Encoding, out var encoding)
                && encoding.ToString() == GrpcHeaders.Gzip,
        };
    }

    internal HttpResponseMessage Message { get; }

    internal FrameDecoder Decoder { get; }

    /// <summary>Releases the stream; one that has not ended is reset. Safe to repeat and beside a read.</summary>
    public void Dispose() => Message.Dispose();
}
