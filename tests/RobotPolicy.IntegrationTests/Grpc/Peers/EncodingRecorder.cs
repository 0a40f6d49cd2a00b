using System.Collections.Concurrent;

namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>Notes the encoding that each response names, which is not metadata.</summary>
internal sealed class EncodingRecorder() : DelegatingHandler(new SocketsHttpHandler())
{
    public ConcurrentQueue<string> Encodings { get; } = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        Encodings.Enqueue(response.Headers.TryGetValues("grpc-encoding", out var values) ? values.Single() : "");
        return response;
    }
}
