using System.Collections.Concurrent;
using System.Security.Cryptography;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Api;

namespace RobotPolicy.Server.Sessions;

/// <summary>
/// Lets calls in by <see cref="AccessTable"/>, and ends open streams whose caller would no longer be let in: the lease was lost,
/// the token was taken out of the file or has expired. Thread-safe.
/// </summary>
internal sealed class AccessGate : IDisposable
{
    /// <summary>How often the callers of open streams are looked at again.</summary>
    public static readonly TimeSpan RecheckPeriod = TimeSpan.FromSeconds(1);

    private const string LeaseHeader = "lease-id";

    private readonly ConcurrentDictionary<OpenCall, bool> _streams = new();
    private readonly Authenticator _authenticator;
    private readonly LeaseBook _book;
    private readonly ILeaseConsequences _consequences;
    private readonly StreamQuota _quota;
    private readonly RefusalLog _log;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private volatile bool _isClosing;

    public AccessGate(
        Authenticator authenticator, LeaseBook book, ILeaseConsequences consequences, StreamQuota quota, RefusalLog log, TimeProvider time)
    {
        (_authenticator, _book, _consequences, _quota, _log, _time) = (authenticator, book, consequences, quota, log, time);
        _timer = time.CreateTimer(static gate => ((AccessGate)gate!).Recheck(), this, RecheckPeriod, RecheckPeriod);
    }

    /// <summary>Streams that are open.</summary>
    public int StreamCount => _streams.Count;

    /// <summary>Clients that hold at least one stream open: connections, not people.</summary>
    public int ClientCount => _streams.Keys.Select(call => call.Caller.Peer).Distinct().Count();

    /// <summary>Lets a call in, to be disposed at its end.</summary>
    /// <exception cref="RpcException">It is not let in; says why.</exception>
    public OpenCall Admit(ServerCallContext context, bool isStream)
    {
        if (_isClosing)
            throw Closing();
        if (AccessTable.Find(context.Method) is not { } rule)
        {
            _log.Unlisted(context.Method);
            throw ApiErrors.Denied("Nobody may call this method: it stands in no access table.");
        }

        var caller = Identify(context, rule);
        var hold = FindLease(context, caller, rule);
        if (isStream && !_quota.TryEnter(caller.Subject, IsOperating(rule)))
            throw ApiErrors.Exhausted($"'{caller.Subject}' holds too many streams open; end one first.");
        var call = new OpenCall(
            context,
            new CallerContext(caller, hold, context.Peer),
            isStream,
            lost => LeaseErrors.Lost(lost.End!.Value, _book.State),
            Close,
            _time);
        if (isStream)
            _streams[call] = IsOperating(rule);

        // A stream that came in while the others were being ended is ended like them.
        if (isStream && _isClosing)
            call.Refuse(Closing());
        return call;
    }

    /// <summary>Runs an admitted call, and holds what it set in motion if the lease was lost meanwhile.</summary>
    public async Task<T> RunAsync<T>(ServerCallContext context, bool isStream, Func<ServerCallContext, Task<T>> handler)
    {
        await using var call = Admit(context, isStream);
        try
        {
            return await call.RunAsync(handler).ConfigureAwait(false);
        }
        finally
        {
            // The stop that came with the loss may have been decided before this call's command was. A stream ends a little after
            // its lease, and a new holder's motion is none of its business.
            if (call.Caller.Hold is { End: not null, LeftRunning: false } && !(isStream && _book.State.Held))
                _consequences.Overtaken();
        }
    }

    /// <summary>The service is shutting down: open streams end, and nobody is let in any more. The robot is not waiting for clients.</summary>
    public void ShutDown()
    {
        _isClosing = true;
        foreach (var (call, _) in _streams)
            call.Refuse(Closing());
    }

    public void Dispose() => _timer.Dispose();

    private static RpcException Closing() => new(new Status(StatusCode.Unavailable, "The service is shutting down."));

    private static bool IsOperating(AccessRule rule) => rule.MinRole >= Role.Operator;

    private Caller Identify(ServerCallContext context, AccessRule rule)
    {
        if (rule.MinRole == Role.Unspecified)
            return Caller.Anonymous;
        var http = context.GetHttpContext();
        var credentials = new Credentials(
            context.RequestHeaders.GetValue("authorization"), http.Connection.ClientCertificate, http.Connection.RemoteIpAddress);
        if (_authenticator.Authenticate(credentials, out var why) is not { } caller)
        {
            _log.Unauthenticated(context.Peer, context.Method, why);
            throw ApiErrors.Unauthenticated(why);
        }

        return caller.Role >= rule.MinRole
            ? caller
            : throw ApiErrors.Denied(
                $"This needs the role {Roles.NameOf(rule.MinRole)}; '{caller.Subject}' has the role {Roles.NameOf(caller.Role)}.");
    }

    private LeaseHold? FindLease(ServerCallContext context, Caller caller, AccessRule rule)
    {
        if (rule.Lease == LeaseNeed.None || (rule.Lease == LeaseNeed.RequiredBelowSupervisor && caller.Role >= Role.Supervisor))
            return null;
        if (context.RequestHeaders.GetValue(LeaseHeader) is not { Length: > 0 } id)
            throw LeaseErrors.Missing();
        var answer = _book.Check(caller, id);
        return answer.Hold ?? throw LeaseErrors.From(answer);
    }

    private void Close(OpenCall call)
    {
        if (call.IsStream && _streams.TryRemove(call, out var operating))
            _quota.Leave(call.Caller.Subject, operating);
    }

    private void Recheck()
    {
        foreach (var (call, _) in _streams)
        {
            try
            {
                if (!_authenticator.IsCurrent(call.Caller.Caller))
                    call.Refuse(ApiErrors.Unauthenticated($"The access of '{call.Caller.Subject}' has ended or changed."));
            }
            catch (CryptographicException)
            {
                // The connection is closing, and its certificate with it; so does the call.
            }
        }
    }
}
