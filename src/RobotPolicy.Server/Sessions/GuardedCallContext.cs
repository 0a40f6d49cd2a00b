using Grpc.Core;

namespace RobotPolicy.Server.Sessions;

/// <summary>A call whose token also fires when its caller loses the lease or the right to be here; all else is the call's own.</summary>
internal sealed class GuardedCallContext : ServerCallContext
{
    private readonly ServerCallContext _inner;
    private readonly CancellationToken _token;

    public GuardedCallContext(ServerCallContext inner, CancellationToken token)
    {
        (_inner, _token) = (inner, token);

        // Where GetHttpContext looks for the request of a context that is not the transport's own.
        inner.UserState["__HttpContext"] = inner.GetHttpContext();
    }

    protected override string MethodCore => _inner.Method;

    protected override string HostCore => _inner.Host;

    protected override string PeerCore => _inner.Peer;

    protected override DateTime DeadlineCore => _inner.Deadline;

    protected override Metadata RequestHeadersCore => _inner.RequestHeaders;

    protected override CancellationToken CancellationTokenCore => _token;

    protected override Metadata ResponseTrailersCore => _inner.ResponseTrailers;

    protected override Status StatusCore
    {
        get => _inner.Status;
        set => _inner.Status = value;
    }

    protected override WriteOptions? WriteOptionsCore
    {
        get => _inner.WriteOptions;
        set => _inner.WriteOptions = value;
    }

    protected override AuthContext AuthContextCore => _inner.AuthContext;

    protected override IDictionary<object, object> UserStateCore => _inner.UserState;

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => _inner.WriteResponseHeadersAsync(responseHeaders);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        _inner.CreatePropagationToken(options);
}
