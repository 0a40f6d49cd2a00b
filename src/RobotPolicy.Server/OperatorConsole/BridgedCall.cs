using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace RobotPolicy.Server.OperatorConsole;

/// <summary>
/// One call of the API that comes by a WebSocket, as the gRPC service sees any other: a request over HTTP/2 whose body and answer are two
/// pipes. So a page meets the same access check, the same limits and the same code as every client.
/// </summary>
internal sealed class BridgedCall : IHttpRequestLifetimeFeature, IHttpResetFeature, IDisposable
{
    // As much as an HTTP/2 stream has under way: whoever writes more waits for the page.
    private const int Window = 64 * 1024;

    private static readonly PipeOptions Options = new(pauseWriterThreshold: Window, resumeWriterThreshold: Window / 2, useSynchronizationContext: false);

    private readonly CancellationTokenSource _aborted = new();

    /// <summary>Prepares a call.</summary>
    /// <param name="socket">The request that became a WebSocket: it says where the caller is and which certificate was shown.</param>
    /// <param name="path">The method, as "/service/method".</param>
    public BridgedCall(HttpContext socket, string path)
    {
        RequestAborted = _aborted.Token;
        Answer = new Pipe(Options);
        Response = new BridgedResponse(Answer);
        var request = new HttpRequestFeature
        {
            Method = HttpMethods.Post,
            Protocol = HttpProtocol.Http2,
            Scheme = socket.Request.Scheme,
            Path = path,
        };
        Headers = request.Headers;
        Headers.ContentType = "application/grpc";
        Headers.Host = socket.Request.Host.Value;
        Headers.TE = "trailers";
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IRequestBodyPipeFeature>(new BodyPipe(Request.Reader));
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IHttpResetFeature>(this);
        features.Set<IHttpResponseFeature>(Response);
        features.Set<IHttpResponseBodyFeature>(Response);
        features.Set<IHttpResponseTrailersFeature>(Response);
        features.Set(socket.Features.Get<IHttpConnectionFeature>());
        features.Set(socket.Features.Get<ITlsConnectionFeature>());
        features.Set(socket.Features.Get<IServiceProvidersFeature>());
        Context = new DefaultHttpContext(features);
    }

    /// <summary>The call, for the method's endpoint.</summary>
    public HttpContext Context { get; }

    /// <summary>Its metadata.</summary>
    public IHeaderDictionary Headers { get; }

    /// <summary>Its messages; completed where the client has no further one.</summary>
    public Pipe Request { get; } = new(Options);

    /// <summary>The messages that answer it.</summary>
    public Pipe Answer { get; }

    /// <summary>Its answer as the method writes it.</summary>
    public BridgedResponse Response { get; }

    /// <inheritdoc/>
    public CancellationToken RequestAborted { get; set; }

    /// <summary>The client is gone, or no longer wants an answer.</summary>
    public void Abort() => _aborted.Cancel();

    /// <summary>A call that has timed out wants nothing more from its client, which the status tells it.</summary>
    public void Reset(int errorCode)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _aborted.Dispose();

    private sealed class BodyPipe(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
