using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Grpc.Client;

internal sealed partial class ClientCall<TRequest, TResponse>
{
    private Task<ResponseBody>? _response;
    private TResponse? _current;
    private int _reading;
    private bool _single;
    private bool _received;

    public TResponse Current => _current ?? throw new InvalidOperationException("No current element is available.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");
        try
        {
            using var registration = cancellationToken.UnsafeRegister(
                static state => ((ClientCall<TRequest, TResponse>)state!).Decide(CancelledByCaller), this);
            _current = null;
            if (_final is { } final)
                return final.StatusCode == StatusCode.OK ? false : throw Failure(final);
            return await ReadNextAsync().ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    /// <summary>The response of a call that has exactly one. Releases the call.</summary>
    internal async Task<TResponse> ReadSingleAsync()
    {
        _single = true;
        try
        {
            await MoveNext(CancellationToken.None).ConfigureAwait(false);
            var response = _current!;
            await MoveNext(CancellationToken.None).ConfigureAwait(false);
            return response;
        }
        finally
        {
            Dispose();
        }
    }

    private async Task<bool> ReadNextAsync()
    {
        try
        {
            var response = await _response!.ConfigureAwait(false);
            (var found, _current) = await response.Decoder.ReadAsync(_method.ResponseMarshaller, _cancellation.Token).ConfigureAwait(false);
            if (found)
            {
                if (_single && _received)
                    throw ProtocolErrors.SecondMessage();
                _received = true;
                return true;
            }

            var (status, trailers) = ReadTrailers(response.Message);
            if (_single && !_received && status.StatusCode == StatusCode.OK)
                status = ProtocolErrors.NoMessage().Status;
            status = Finish(status, trailers);
            response.Dispose();
            return status.StatusCode == StatusCode.OK ? false : throw Failure(status);
        }
        catch (RpcException exception)
        {
            if (_final is null)
                EndAndReset(exception.Status); // a malformed or too large frame: nothing after it can be read
            throw Failure(_final!.Value);
        }
        catch (Exception exception)
        {
            throw Fail(exception);
        }
    }

    private async Task<ResponseBody> SendAsync(TRequest? request)
    {
        HttpResponseMessage? message = null;
        try
        {
            var httpRequest = await CreateRequestAsync(request).ConfigureAwait(false);
            message = await _channel.Http.SendAsync(httpRequest, _cancellation.Token).ConfigureAwait(false);
            var headers = new Metadata();
            AddAll(headers, message.Headers);
            RejectNonGrpc(message);
            _headers.TrySetResult(headers);
            var body = await message.Content.ReadAsStreamAsync(_cancellation.Token).ConfigureAwait(false);
            return new ResponseBody(message, body, _channel.Options.MaxReceiveMessageSize);
        }
        catch (Exception exception)
        {
            message?.Dispose();
            throw Fail(exception);
        }
    }

    private static void RejectNonGrpc(HttpResponseMessage message)
    {
        if (message.Headers.NonValidated.Contains(GrpcHeaders.Status))
            return;
        if (message.StatusCode != HttpStatusCode.OK)
        {
            throw new RpcException(new Status(
                ProtocolErrors.FromHttpStatus(message.StatusCode), $"Bad gRPC response. HTTP status code: {(int)message.StatusCode}"));
        }

        if (!GrpcHeaders.IsGrpcContentType(message.Content.Headers.ContentType?.ToString()))
        {
            throw new RpcException(new Status(
                StatusCode.Unknown, $"Bad gRPC response. Invalid content-type value: {message.Content.Headers.ContentType}"));
        }
    }

    /// <summary>The status in the trailers, or in the headers of a Trailers-Only response.</summary>
    private static (Status Status, Metadata Trailers) ReadTrailers(HttpResponseMessage message)
    {
        var source = message.TrailingHeaders;
        if (!source.NonValidated.Contains(GrpcHeaders.Status))
            source = message.Headers;
        var trailers = new Metadata();
        AddAll(trailers, source);
        if (!source.NonValidated.TryGetValues(GrpcHeaders.Status, out var code))
            return (new Status(StatusCode.Unknown, "No grpc-status found on response."), trailers);
        source.NonValidated.TryGetValues(GrpcHeaders.Message, out var text);
        return (new Status(ProtocolErrors.ParseStatus(code.ToString()), StatusMessage.Decode(text.ToString())), trailers);
    }

    private static void AddAll(Metadata target, HttpResponseHeaders headers)
    {
        foreach (var header in headers.NonValidated)
        {
            foreach (var value in header.Value)
                MetadataHeaders.Add(target, header.Key, value);
        }
    }

    private void EndAndReset(Status status)
    {
        Finish(status, null);
        _cancellation.Cancel();
        if (_response is { } response)
            _ = DisposeAsync(response);
    }
}
