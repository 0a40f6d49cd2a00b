using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;

namespace RobotPolicy.Server.OperatorConsole;

/// <summary>
/// Calls of the API for pages. A browser can neither stream to a service by gRPC nor hold more than six connections of HTTP/1.1 open, so
/// each call is a WebSocket of its own: none waits behind another one's pictures, and one that ends abruptly is a call that was cancelled.
/// Any thread.
/// </summary>
/// <param name="endpoints">The application's endpoints, the gRPC methods among them.</param>
/// <param name="lifetime">Ends the calls with the service.</param>
internal sealed class CallBridge(EndpointDataSource endpoints, IHostApplicationLifetime lifetime)
{
    private const int ReceiveBytes = 16 * 1024;

    // A page that opens a call says at once who it is; the messages may come later.
    private static readonly TimeSpan HeaderLimit = TimeSpan.FromSeconds(10);

    // A page that is gone without a word keeps nobody waiting.
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly Lazy<Dictionary<string, RequestDelegate>> _methods = new(() => Methods(endpoints));

    /// <summary>Runs one call from the opening of its socket to its end.</summary>
    /// <param name="http">The request that asks for a WebSocket.</param>
    /// <param name="path">The method, as "/service/method".</param>
    public async Task RunAsync(HttpContext http, string path)
    {
        if (!http.WebSockets.IsWebSocketRequest || !http.WebSockets.WebSocketRequestedProtocols.Contains(CallFrames.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }

        if (!_methods.Value.TryGetValue(path, out var method))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = CallFrames.Protocol,
            KeepAliveInterval = TimeSpan.FromSeconds(2),
            KeepAliveTimeout = TimeSpan.FromSeconds(4),
        }).ConfigureAwait(false);
        using var call = new BridgedCall(http, path);
        using var stopping = lifetime.ApplicationStopped.Register(call.Abort);
        var buffer = ArrayPool<byte>.Shared.Rent(ReceiveBytes);
        try
        {
            if (await ReadHeadersAsync(socket, call, buffer).ConfigureAwait(false))
                await RunAsync(socket, call, method, buffer).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The page is gone; the call has been cancelled.
        }
        finally
        {
            call.Abort();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Dictionary<string, RequestDelegate> Methods(EndpointDataSource endpoints)
    {
        var methods = new Dictionary<string, RequestDelegate>();
        foreach (var endpoint in endpoints.Endpoints)
            if (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { } metadata && endpoint.RequestDelegate is { } method)
                methods[metadata.Method.FullName] = method;
        return methods;
    }

    private static async Task<bool> ReadHeadersAsync(WebSocket socket, BridgedCall call, byte[] buffer)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(call.RequestAborted);
        limit.CancelAfter(HeaderLimit);
        var received = await ReceiveWordsAsync(socket, buffer, limit.Token).ConfigureAwait(false);
        if (received is { } length && CallFrames.TryReadHeaders(buffer.AsSpan(0, length), call.Headers))
            return true;
        await CloseAsync(socket, WebSocketCloseStatus.ProtocolError, "expected the metadata of the call first").ConfigureAwait(false);
        return false;
    }

    private static async Task<int?> ReceiveWordsAsync(WebSocket socket, byte[] buffer, CancellationToken cancel)
    {
        for (var length = 0; length < CallFrames.MaxWords;)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(length, CallFrames.MaxWords - length), cancel).ConfigureAwait(false);
            if (result.MessageType != WebSocketMessageType.Text)
                return null;
            length += result.Count;
            if (result.EndOfMessage)
                return length;
        }

        return null;
    }

    private static async Task RunAsync(WebSocket socket, BridgedCall call, RequestDelegate method, byte[] buffer)
    {
        var receiving = ReceiveAsync(socket, call, buffer);
        var sending = SendAsync(socket, call.Answer.Reader, call);
        await method(call.Context).ConfigureAwait(false);
        await call.Answer.Writer.CompleteAsync().ConfigureAwait(false);
        await sending.ConfigureAwait(false);
        using (var limit = new CancellationTokenSource(CloseLimit))
        {
            await socket.SendAsync(
                CallFrames.WriteTrailers(call.Response.Headers, call.Response.Trailers), WebSocketMessageType.Text, endOfMessage: true, limit.Token)
                .ConfigureAwait(false);
        }

        await CloseAsync(socket, WebSocketCloseStatus.NormalClosure, "").ConfigureAwait(false);

        // A page that closes in its turn has read everything; cancelling the receiver before would tear the socket down under the answer.
        await Task.WhenAny(receiving, Task.Delay(CloseLimit, call.RequestAborted)).ConfigureAwait(false);
        call.Abort();
        await receiving.ConfigureAwait(false);
    }

    /// <summary>Hands what the page sends to the method. Never throws: a socket that breaks, or closes early, cancels the call.</summary>
    private static async Task ReceiveAsync(WebSocket socket, BridgedCall call, byte[] buffer)
    {
        var writer = call.Request.Writer;
        var isComplete = false;
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(buffer.AsMemory(0, ReceiveBytes), call.RequestAborted).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close)
                    break;
                if (isComplete || (result.MessageType == WebSocketMessageType.Text && !IsEnd(buffer, result)))
                    break;
                if (result.MessageType == WebSocketMessageType.Text)
                {
                    isComplete = true;
                    await writer.CompleteAsync().ConfigureAwait(false);
                    continue;
                }

                await writer.WriteAsync(buffer.AsMemory(0, result.Count), call.RequestAborted).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // Told by what follows.
        }

        call.Abort();
        if (!isComplete)
            await writer.CompleteAsync(new IOException("The page has ended the call.")).ConfigureAwait(false);
    }

    private static bool IsEnd(byte[] buffer, ValueWebSocketReceiveResult result) =>
        result.EndOfMessage && buffer.AsSpan(0, result.Count).SequenceEqual("end"u8);

    /// <summary>Sends what the method answers, as it comes. Never throws: a socket that breaks cancels the call.</summary>
    private static async Task SendAsync(WebSocket socket, PipeReader answer, BridgedCall call)
    {
        try
        {
            while (true)
            {
                var read = await answer.ReadAsync(call.RequestAborted).ConfigureAwait(false);
                foreach (var part in read.Buffer)
                    await socket.SendAsync(part, WebSocketMessageType.Binary, endOfMessage: true, call.RequestAborted).ConfigureAwait(false);
                answer.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            call.Abort();
        }

        await answer.CompleteAsync().ConfigureAwait(false);
    }

    private static async Task CloseAsync(WebSocket socket, WebSocketCloseStatus status, string why)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            return;
        using var limit = new CancellationTokenSource(CloseLimit);
        await socket.CloseOutputAsync(status, why, limit.Token).ConfigureAwait(false);
    }
}
