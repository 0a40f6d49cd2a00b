using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Grpc.Server;

/// <summary>One call on the server, from its headers to its trailers.</summary>
internal sealed partial class ServerCall : ServerCallContext
{
    private readonly MethodSettings _settings;
    private readonly string _method;
    private readonly FrameDecoder _decoder;
    private readonly FrameEncoder _encoder;
    private bool _gzipResponses;

    private ServerCall(HttpContext http, string method, MethodSettings settings)
    {
        Http = http;
        _method = method;
        _settings = settings;
        _decoder = new FrameDecoder(http.Request.BodyReader, settings.MaxReceiveBytes);
        _encoder = new FrameEncoder(settings.MaxSendBytes, settings.Level);
    }

    internal HttpContext Http { get; }

    /// <summary>Runs a call to its end. Never throws: whatever goes wrong becomes the status of the call.</summary>
    internal static async Task HandleAsync(HttpContext http, string method, MethodSettings settings, Func<ServerCall, Task> handler)
    {
        if (RejectNonGrpc(http))
            return;
        http.Response.ContentType = GrpcHeaders.ContentType;
        var call = new ServerCall(http, method, settings);
        try
        {
            if (call.TryBegin(out var refusal))
                await call.RunAsync(handler);
            else
                await call.EndAsync(refusal);
        }
        finally
        {
            call.Release();
        }
    }

    /// <summary>Answers requests that are not gRPC over HTTP/2; true when it did.</summary>
    internal static bool RejectNonGrpc(HttpContext http)
    {
        if (!GrpcHeaders.IsGrpcContentType(http.Request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return true;
        }

        if (HttpProtocol.IsHttp2(http.Request.Protocol) || HttpProtocol.IsHttp3(http.Request.Protocol))
            return false;
        http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        http.Response.Headers.Upgrade = "h2c";
        return true;
    }

    internal static void WriteStatus(IHeaderDictionary headers, Status status)
    {
        headers[GrpcHeaders.Status] = ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (!string.IsNullOrEmpty(status.Detail))
            headers[GrpcHeaders.Message] = StatusMessage.Encode(status.Detail);
    }

    /// <summary>A stream of requests may idle and may be long; a single request keeps Kestrel's limits.</summary>
    internal void AllowLongRequest()
    {
        if (Http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        if (Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
    }

    private bool TryBegin(out Status refusal)
    {
        refusal = default;
        var headers = Http.Request.Headers;
        Http.Response.Headers[GrpcHeaders.AcceptEncoding] = GrpcHeaders.SupportedEncodings;
        var encoding = headers[GrpcHeaders.Encoding].ToString();
        _decoder.Gzip = encoding == GrpcHeaders.Gzip;
        if (encoding is not ("" or GrpcHeaders.Identity or GrpcHeaders.Gzip))
        {
            refusal = new Status(
                StatusCode.Unimplemented,
                $"Unsupported grpc-encoding value '{encoding}'. Supported encodings: {GrpcHeaders.SupportedEncodings}");
            return false;
        }

        if (_settings.CompressResponses && GrpcHeaders.ListContains(headers[GrpcHeaders.AcceptEncoding].ToString(), GrpcHeaders.Gzip))
        {
            _gzipResponses = true;
            Http.Response.Headers[GrpcHeaders.Encoding] = GrpcHeaders.Gzip;
        }

        if (!headers.TryGetValue(GrpcHeaders.Timeout, out var timeout))
            return true;
        if (!TimeoutText.TryDecode(timeout, out var left))
        {
            refusal = new Status(StatusCode.Internal, "The grpc-timeout header is malformed.");
            return false;
        }

        StartDeadline(left);
        return true;
    }

    private async Task RunAsync(Func<ServerCall, Task> handler)
    {
        Task work;
        try
        {
            work = handler(this);
        }
        catch (Exception exception)
        {
            work = Task.FromException(exception);
        }

        if (_expired is null || await Task.WhenAny(work, _expired.Task) == work)
        {
            await EndAsync(await OutcomeAsync(work));
            return;
        }

        // The status leaves now; the handler, whose token has fired, may take longer and keeps its request scope until it ends.
        await EndAsync(Expired);
        await CloseStreamAsync();
        try
        {
            await work;
        }
        catch (Exception exception)
        {
            ServerLog.HandlerOutlivedCall(_settings.Log, _method, exception);
        }
    }

    private async Task<Status> OutcomeAsync(Task work)
    {
        try
        {
            await work;
            return _status;
        }
        catch (RpcException exception)
        {
            foreach (var trailer in exception.Trailers)
                ResponseTrailers.Add(trailer);
            ServerLog.CallRejected(_settings.Log, _method, exception.StatusCode, exception.Status.Detail);
            return exception.Status;
        }
        catch (BadHttpRequestException exception)
        {
            // The client sent too much, or a single request too slowly.
            var code = exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? StatusCode.ResourceExhausted : StatusCode.Internal;
            ServerLog.CallRejected(_settings.Log, _method, code, exception.Message);
            return new Status(code, exception.Message);
        }
        catch (Exception exception) when (CancellationToken.IsCancellationRequested || _isReset)
        {
            // Whatever a handler throws once its call has ended is a consequence of that end.
            ServerLog.HandlerOutlivedCall(_settings.Log, _method, exception);
            return _expired is { Task.IsCompleted: true } ? Expired : Status.DefaultCancelled;
        }
        catch (Exception exception)
        {
            ServerLog.HandlerFailed(_settings.Log, _method, exception);
            return new Status(
                StatusCode.Unknown,
                _settings.DetailedErrors
                    ? $"Exception was thrown by handler. {exception.GetType().Name}: {exception.Message}"
                    : "Exception was thrown by handler.");
        }
    }
}
