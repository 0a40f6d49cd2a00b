using Grpc.Core;

namespace RobotPolicy.Server.Sessions;

/// <summary>
/// A call that was let in, until it ends. Streams, and calls under the lease, are guarded: when the reason to let them in is gone
/// their token fires, and a handler that does not end within <see cref="Grace"/> loses its connection's stream.
/// </summary>
internal sealed class OpenCall : IAsyncDisposable
{
    /// <summary>Time that a handler has to end once its token has fired.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ServerCallContext _context;
    private readonly TimeProvider _time;
    private readonly Action<OpenCall> _closed;
    private readonly CancellationTokenSource? _cancellation;
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _leaseLost;
    private RpcException? _refusal;
    private Task _cancelling = Task.CompletedTask;
    private bool _isClosed;

    /// <summary>Lets a call in.</summary>
    /// <param name="context">The call.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="isStream">Whether it is a stream in any direction.</param>
    /// <param name="lostLease">Makes the refusal of a call whose lease was lost.</param>
    /// <param name="closed">Called once, at the end.</param>
    /// <param name="time">Clock.</param>
    public OpenCall(
        ServerCallContext context,
        CallerContext caller,
        bool isStream,
        Func<LeaseHold, RpcException> lostLease,
        Action<OpenCall> closed,
        TimeProvider time)
    {
        (_context, Caller, IsStream, _closed, _time) = (context, caller, isStream, closed, time);
        context.SetCaller(caller);
        if (!isStream && caller.Hold is null)
            return;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        if (caller.Hold is { } hold)
            _leaseLost = hold.Lost.Register(() => Refuse(lostLease(hold)));
    }

    public CallerContext Caller { get; }

    public bool IsStream { get; }

    /// <summary>Ends the call with this status.</summary>
    public void Refuse(RpcException refusal)
    {
        lock (_gate)
        {
            if (_isClosed || _refusal is not null)
                return;
            _refusal = refusal;
            _cancelling = _cancellation?.CancelAsync() ?? Task.CompletedTask;
        }

        _refused.TrySetResult();
    }

    /// <summary>Runs the handler to its end, or to the end of its right to run.</summary>
    public async Task<T> RunAsync<T>(Func<ServerCallContext, Task<T>> handler)
    {
        if (_cancellation is null)
            return await handler(_context).ConfigureAwait(false);
        T result;
        try
        {
            var work = handler(new GuardedCallContext(_context, _cancellation.Token));
            if (await Task.WhenAny(work, _refused.Task).ConfigureAwait(false) != work)
                await InsistAsync(work).ConfigureAwait(false);
            result = await work.ConfigureAwait(false);
        }
        catch (Exception) when (CurrentRefusal() is not null)
        {
            throw CurrentRefusal()!;
        }

        // A stream that ended because its token fired ended for want of the lease, whatever its handler made of it.
        return IsStream && CurrentRefusal() is { } refusal ? throw refusal : result;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
            _isClosed = true;
        await _leaseLost.DisposeAsync().ConfigureAwait(false);
        await _cancelling.ConfigureAwait(false);
        _cancellation?.Dispose();
        _closed(this);
    }

    private RpcException? CurrentRefusal()
    {
        lock (_gate)
            return _refusal;
    }

    private async Task InsistAsync(Task work)
    {
        using var ended = new CancellationTokenSource();
        var grace = Task.Delay(Grace, _time, ended.Token);
        if (await Task.WhenAny(work, grace).ConfigureAwait(false) == work)
            await ended.CancelAsync().ConfigureAwait(false);
        else
            _context.GetHttpContext().Abort(); // a write to a peer that does not read, or a handler that listens to no token
    }
}
