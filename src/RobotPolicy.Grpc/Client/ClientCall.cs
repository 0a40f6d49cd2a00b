using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Grpc.Client;

/// <summary>
/// One call on the client. It ends once, under <c>_gate</c>: with the server's status, with a failure of the transport, or with
/// what this side decided (cancelled, deadline), whichever is first.
/// </summary>
internal sealed partial class ClientCall<TRequest, TResponse> : IAsyncStreamReader<TResponse>, IClientStreamWriter<TRequest>, IDisposable
    where TRequest : class
    where TResponse : class
{
    /// <summary>Longest due time of a timer; a later deadline is told to the server but not timed here.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private const long Http2NoError = 0x0;
    private const long Http2ProtocolError = 0x1;

    private static readonly Status CancelledByCaller = new(StatusCode.Cancelled, "Call canceled by the client.");
    private static readonly Status Disposed = new(StatusCode.Cancelled, "gRPC call disposed.");
    private static readonly Status Expired = new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    private readonly GrpcChannel _channel;
    private readonly Method<TRequest, TResponse> _method;
    private readonly string? _host;
    private readonly CallOptions _options;
    private readonly FrameEncoder _encoder;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private Status? _final;
    private Status? _decidedHere;
    private Metadata? _trailers;

    internal ClientCall(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        _channel = channel;
        _method = method;
        _host = host;
        _options = options;
        _encoder = new FrameEncoder(channel.Options.MaxSendMessageSize, System.IO.Compression.CompressionLevel.Fastest);
        WriteOptions = options.WriteOptions;
    }

    internal Task<Metadata> Headers => _headers.Task;

    internal Status GetStatus() =>
        _final ?? throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    internal Metadata GetTrailers() => _final is null
        ? throw new InvalidOperationException("Can't get the call trailers because the call has not completed successfully.")
        : _trailers ?? Metadata.Empty;

    /// <summary>Sends the request headers, and the request when it is a single one. Never throws: a failure is the call's status.</summary>
    internal void Start(TRequest? request)
    {
        if (_options.Deadline is { } deadline && deadline != DateTime.MaxValue)
        {
            var left = deadline.ToUniversalTime() - _channel.Options.Time.GetUtcNow().UtcDateTime;
            if (left <= TimeSpan.Zero)
            {
                Decide(Expired);
                return;
            }

            _timeLeft = left;
            if (left <= LongestTimer)
            {
                _timer = _channel.Options.Time.CreateTimer(
                    static state => ((ClientCall<TRequest, TResponse>)state!).Decide(Expired), this, left, Timeout.InfiniteTimeSpan);
            }
        }

        _response = SendAsync(request);
        if (_options.CancellationToken.CanBeCanceled)
        {
            var registration = _options.CancellationToken.UnsafeRegister(
                static state => ((ClientCall<TRequest, TResponse>)state!).Decide(CancelledByCaller), this);
            lock (_gate)
            {
                _registration = registration;
                if (_final is not null)
                    registration.Unregister();
            }
        }
    }

    /// <summary>Ends a call that still runs; releases the stream of one that has ended.</summary>
    public void Dispose() => Decide(Disposed);

    /// <summary>Ends the call from this side, unless it has ended: its stream is reset and the server's token fires.</summary>
    private void Decide(Status status)
    {
        bool first;
        lock (_gate)
        {
            first = _final is null && _decidedHere is null;
            if (first)
                _decidedHere = status;
        }

        if (first)
        {
            Finish(status, null);
            _cancellation.Cancel();
        }

        // A token does not cover the open response body: only its disposal resets the stream.
        if (_response is { } response)
            _ = DisposeAsync(response);
    }

    private static async Task DisposeAsync(Task<ResponseBody> response)
    {
        try
        {
            (await response.ConfigureAwait(false)).Dispose();
        }
        catch (RpcException)
        {
            // There is no response; the call has that status already.
        }
    }

    /// <summary>Sets the status of the call unless it has one, and returns the one that it has.</summary>
    private Status Finish(Status status, Metadata? trailers)
    {
        lock (_gate)
        {
            if (_final is { } earlier)
                return earlier;
            _final = status;
            _trailers = trailers;
            _registration.Unregister();
        }

        _timer?.Dispose();
        _finished.TrySetResult();
        if (status.StatusCode == StatusCode.OK)
        {
            _requestDone.TrySetResult(true);
            return status;
        }

        // The request stream fails instead of ending: to the server, a call that was given up must not look like a complete one.
        var failure = Failure(status);
        SetFailure(_requestDone, failure);
        SetFailure(_requestStream, failure);
        SetFailure(_headers, failure);
        return status;
    }

    // Nobody has to await these tasks: the same failure is told where the response is read.
    private static void SetFailure<T>(TaskCompletionSource<T> source, Exception failure)
    {
        if (source.TrySetException(failure))
            _ = source.Task.Exception;
    }

    private RpcException Failure(Status status) => new(status, _trailers ?? []);

    /// <summary>Ends the call with a failure of the transport and returns the exception to throw.</summary>
    private RpcException Fail(Exception exception) => Failure(Finish(StatusOf(exception), null));

    // SocketsHttpHandler reports a keep-alive ping that nobody answered as a protocol error, though the connection is what is lost,
    // and a server that says goodbye while a call is being sent as no error at all.
    private static StatusCode CodeOf(HttpProtocolException exception) =>
        exception.ErrorCode is Http2ProtocolError or Http2NoError ? StatusCode.Unavailable : ProtocolErrors.FromHttp2Error(exception.ErrorCode);

    private Status StatusOf(Exception exception)
    {
        if (_decidedHere is { } decided)
            return decided;
        if (exception is RpcException rpc)
            return rpc.Status;
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpProtocolException protocol)
                return new Status(CodeOf(protocol), protocol.Message, exception);
        }

        // HttpClient cancels the request body when the connection dies: a cancellation that nobody here asked for is that.
        var code = exception is HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException
            ? StatusCode.Unavailable
            : StatusCode.Internal;
        return new Status(code, $"Error starting or reading the gRPC call. {exception.GetType().Name}: {exception.Message}", exception);
    }
}
