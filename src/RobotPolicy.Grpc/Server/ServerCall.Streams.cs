using System.Buffers;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Grpc.Server;

internal sealed partial class ServerCall
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private bool _ended;
    private volatile bool _isReset;
    private int _reading;

    internal async ValueTask<(bool Found, T? Message)> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");
        using var linked = Link(cancellationToken);
        try
        {
            return await _decoder.ReadAsync(marshaller, linked?.Token ?? CancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw ResetByPeer(exception);
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    internal async Task<T> ReadSingleAsync<T>(Marshaller<T> marshaller)
        where T : class
    {
        try
        {
            return await _decoder.ReadSingleAsync(marshaller, CancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw ResetByPeer(exception);
        }
    }

    /// <summary>The reset is read before Kestrel tells the call that it is over: whatever the handler throws then is a consequence of it.</summary>
    private OperationCanceledException ResetByPeer(IOException exception)
    {
        _isReset = true;
        return new OperationCanceledException("The call was cancelled by the peer.", exception, CancellationToken);
    }

    /// <summary>Writes the only response; it leaves together with the trailers.</summary>
    internal Task WriteSingleAsync<T>(T? message, Marshaller<T> marshaller)
        where T : class => message is null
            ? throw new RpcException(new Status(StatusCode.Cancelled, "No message returned from method."))
            : WriteAsync(message, marshaller, flush: false, CancellationToken.None);

    /// <summary>Writes a response and, when flushing, waits until the transport has taken it.</summary>
    internal async Task WriteAsync<T>(T message, Marshaller<T> marshaller, bool flush, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(message);
        using var linked = Link(cancellationToken);
        var token = linked?.Token ?? CancellationToken;
        await _writing.WaitAsync(token);
        try
        {
            if (_ended)
                throw new InvalidOperationException("Can't write the message because the request is complete.");
            token.ThrowIfCancellationRequested();
            var flags = WriteOptions?.Flags ?? 0;
            var frame = _encoder.Encode(message, marshaller, _gzipResponses && (flags & WriteFlags.NoCompress) == 0);
            if (!Http.Response.HasStarted)
                await Http.Response.StartAsync(token);
            Http.Response.BodyWriter.Write(frame.Span);
            if (flush && (flags & WriteFlags.BufferHint) == 0)
            {
                var result = await Http.Response.BodyWriter.FlushAsync(token);
                if (result.IsCompleted)
                    throw new OperationCanceledException("The call was cancelled by the peer.", CancellationToken);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        await _writing.WaitAsync(CancellationToken);
        try
        {
            if (_ended || Http.Response.HasStarted)
                throw new InvalidOperationException("Response headers can only be sent once per call.");
            AppendMetadata(Http.Response.Headers, responseHeaders);
            await Http.Response.StartAsync(CancellationToken);
            await Http.Response.BodyWriter.FlushAsync(CancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    // All use of the response stands behind one semaphore, so the status cannot cut through a message. A write that waits for the
    // peer's window ends with the call's token, which fires before an expired call gets here.
    private async Task EndAsync(Status status)
    {
        await _writing.WaitAsync();
        try
        {
            if (_ended || Http.RequestAborted.IsCancellationRequested)
                return;
            _ended = true;

            // When nothing was sent, the status stands in the headers (Trailers-Only).
            var target = Http.Response.HasStarted
                ? Http.Features.Get<IHttpResponseTrailersFeature>()!.Trailers
                : Http.Response.Headers;
            try
            {
                if (_trailers is not null)
                    AppendMetadata(target, _trailers);
                WriteStatus(target, status);
            }
            catch (RpcException exception)
            {
                WriteStatus(target, exception.Status); // a trailer that cannot stand on the wire
            }
        }
        finally
        {
            _ended = true;
            _writing.Release();
        }
    }

    private static void AppendMetadata(IHeaderDictionary target, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            if (!MetadataHeaders.IsReserved(entry.Key))
                target.Append(entry.Key, MetadataHeaders.ToHeaderValue(entry));
        }
    }

    private CancellationTokenSource? Link(CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        && cancellationToken != CancellationToken
        ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, CancellationToken)
        : null;
}
