using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RobotPolicy.Server.OperatorConsole;

/// <summary>
/// The answer to a call that came by a WebSocket: headers and trailers as they are set, and a body that whoever sends it reads from a pipe.
/// </summary>
/// <param name="body">The body; it holds as much as the pipe permits, and then its writer waits.</param>
internal sealed class BridgedResponse(Pipe body) : IHttpResponseFeature, IHttpResponseBodyFeature, IHttpResponseTrailersFeature
{
    private Stream? _stream;

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    public bool HasStarted { get; private set; }

    public Stream Stream => _stream ??= body.Writer.AsStream(leaveOpen: true);

    public PipeWriter Writer => body.Writer;

    Stream IHttpResponseFeature.Body
    {
        get => Stream;
        set => throw new NotSupportedException("The body of a bridged call is its pipe.");
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        HasStarted = true;
        return Task.CompletedTask;
    }

    public Task CompleteAsync() => body.Writer.CompleteAsync().AsTask();

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A call answers with messages.");

    public void OnStarting(Func<object, Task> callback, object state)
    {
        // No headers leave before the body: nobody has anything to add to them.
    }

    public void OnCompleted(Func<object, Task> callback, object state)
    {
    }
}
