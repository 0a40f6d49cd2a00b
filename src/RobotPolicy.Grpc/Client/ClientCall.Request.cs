using System.Net;
using Grpc.Core;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Grpc.Client;

internal sealed partial class ClientCall<TRequest, TResponse>
{
    /// <summary>How long a failed write waits for the status that explains it.</summary>
    private static readonly TimeSpan StatusGrace = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource<Stream> _requestStream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _requestDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan? _timeLeft;
    private bool _gzip;
    private bool _writing;
    private bool _completed;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_gate)
        {
            if (_completed)
                throw new InvalidOperationException("Request stream has already been completed.");
            if (_writing)
                throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
            if (_final is { } final)
                throw final.StatusCode == StatusCode.OK ? new InvalidOperationException("Can't write the message because the call is complete.") : Failure(final);
            _writing = true;
        }

        // A frame that was cut off would corrupt the stream, so a cancelled write cancels the call.
        using var registration = cancellationToken.UnsafeRegister(
            static state => ((ClientCall<TRequest, TResponse>)state!).Decide(CancelledByCaller), this);
        try
        {
            var stream = await _requestStream.Task.ConfigureAwait(false);
            var flush = ((WriteOptions?.Flags ?? 0) & WriteFlags.BufferHint) == 0;
            await WriteFrameAsync(stream, message, flush, _cancellation.Token).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            if (_final is null)
                EndAndReset(exception.Status);
            throw;
        }
        catch (Exception exception)
        {
            await Task.WhenAny(_finished.Task, Task.Delay(StatusGrace, _channel.Options.Time)).ConfigureAwait(false);
            throw Failure(_final ?? StatusOf(exception));
        }
        finally
        {
            lock (_gate)
                _writing = false;
        }
    }

    public async Task CompleteAsync()
    {
        lock (_gate)
        {
            if (_completed)
                throw new InvalidOperationException("Request stream has already been completed.");
            if (_writing)
                throw new InvalidOperationException("Can't complete the request stream because a write is in progress.");
            _completed = true;
        }

        try
        {
            var stream = await _requestStream.Task.ConfigureAwait(false);
            await stream.FlushAsync(_cancellation.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (_final is not null || exception is IOException or OperationCanceledException)
        {
            // The call has ended; its status is told where the response is read.
        }

        _requestDone.TrySetResult(true);
    }

    private async Task<HttpRequestMessage> CreateRequestAsync(TRequest? request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _channel.AddressOf(_method.FullName))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        message.Headers.Host = _host;
        message.Headers.TryAddWithoutValidation("te", "trailers");
        message.Headers.TryAddWithoutValidation("user-agent", "grpc-dotnet-robotpolicy/1.0");
        message.Headers.TryAddWithoutValidation(GrpcHeaders.AcceptEncoding, GrpcHeaders.SupportedEncodings);
        if (_timeLeft is { } left)
            message.Headers.TryAddWithoutValidation(GrpcHeaders.Timeout, TimeoutText.Encode(left));
        if (_options.Headers is { } headers)
            AddHeaders(message, headers);
        if (await CallCredentialsAsync().ConfigureAwait(false) is { } credentials)
            AddHeaders(message, credentials);
        if (_gzip)
            message.Headers.TryAddWithoutValidation(GrpcHeaders.Encoding, GrpcHeaders.Gzip);
        message.Content = new CallContent(request is null ? OpenStreamAsync : (stream, token) => WriteSingleAsync(stream, request, token));
        return message;
    }

    // Equal keys leave as one header, joined with commas by SocketsHttpHandler. gRPC asks servers to split binary ones again; those on
    // C-core 1.51 refuse them instead, so a binary key with more than one value does not reach every server.
    private void AddHeaders(HttpRequestMessage message, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            if (entry.Key == GrpcHeaders.CompressionRequest)
                _gzip = entry.Value == GrpcHeaders.Gzip;
            else if (!MetadataHeaders.IsReserved(entry.Key))
                message.Headers.TryAddWithoutValidation(entry.Key, MetadataHeaders.ToHeaderValue(entry));
        }
    }

    // A token on a readable wire is a token given away: without TLS it stays here unless the channel's owner said otherwise.
    private async Task<Metadata?> CallCredentialsAsync()
    {
        var ofChannel = _channel.Options.Credentials?.CallCredentials;
        var ofCall = _options.Credentials;
        if ((ofChannel is null && ofCall is null) || !(_channel.IsSecure || _channel.Options.UnsafeUseInsecureChannelCallCredentials))
            return null;
        var service = new Uri(_channel.Address, "/" + _method.ServiceName).ToString();
        var context = new AuthInterceptorContext(service, _method.Name, _cancellation.Token);
        var metadata = new Metadata();
        if (ofChannel is not null)
            await ofChannel.ApplyAsync(context, metadata).ConfigureAwait(false);
        if (ofCall is not null)
            await ofCall.ApplyAsync(context, metadata).ConfigureAwait(false);
        return metadata;
    }

    private async Task WriteSingleAsync(Stream stream, TRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await WriteFrameAsync(stream, request, flush: false, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            Finish(exception.Status, null); // too large, or not serialisable: nothing was sent
            throw;
        }
    }

    private async Task OpenStreamAsync(Stream stream, CancellationToken cancellationToken)
    {
        // Sends the headers although there is no message yet.
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!_requestStream.TrySetResult(stream))
            throw new IOException("The connection asks for the request again, and a stream of requests cannot be repeated.");
        await _requestDone.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteFrameAsync(Stream stream, TRequest message, bool flush, CancellationToken cancellationToken)
    {
        var gzip = _gzip && ((WriteOptions?.Flags ?? 0) & WriteFlags.NoCompress) == 0;
        try
        {
            await stream.WriteAsync(_encoder.Encode(message, _method.RequestMarshaller, gzip), cancellationToken).ConfigureAwait(false);
            if (flush)
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _encoder.Dispose();
        }
    }
}
