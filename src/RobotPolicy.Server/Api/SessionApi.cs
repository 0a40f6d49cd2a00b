using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Sessions;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Server.Api;

/// <summary>Who I am, and who may move the robot: <c>sessions.proto</c> over <see cref="LeaseBook"/>.</summary>
internal sealed class SessionApi(LeaseBook book) : SessionService.SessionServiceBase
{
    private const int MaxClientName = 64;

    // Answers that wait for a client which sends without reading; the newest stay.
    private const int MaxUnreadAnswers = 16;

    public override Task<WhoAmIResponse> WhoAmI(WhoAmIRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();
        return Task.FromResult(new WhoAmIResponse { Subject = caller.Subject, Role = caller.Role, Method = caller.Method });
    }

    public override Task<Lease> AcquireLease(AcquireLeaseRequest request, ServerCallContext context)
    {
        if (request.Client.Length > MaxClientName || request.Client.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter)))
            throw ApiErrors.Invalid(ApiErrors.Field("client", $"at most {MaxClientName} printable characters", request.Client));
        var client = request.Client.Length == 0 ? context.Peer : request.Client;
        return Task.FromResult(ToHolder(book.Acquire(CallerOf(context), client, request.TakeOver)));
    }

    public override Task<Lease> RetainLease(RetainLeaseRequest request, ServerCallContext context) =>
        Task.FromResult(ToHolder(book.Retain(CallerOf(context), request.LeaseId)));

    public override async Task Heartbeat(
        IAsyncStreamReader<RetainLeaseRequest> requestStream, IServerStreamWriter<Lease> responseStream, ServerCallContext context)
    {
        // Signs of life count when they are read, so reading never waits for a client that does not read its answers.
        var answers = Channel.CreateBounded<Lease>(new BoundedChannelOptions(MaxUnreadAnswers)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
            SingleWriter = true,
        });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var reading = ReadAsync();
        var writing = WriteAsync();
        await Task.WhenAny(reading, writing).ConfigureAwait(false);
        if (!reading.IsCompletedSuccessfully)
            await ended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(reading, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await reading.ConfigureAwait(false);
        await writing.ConfigureAwait(false);

        async Task ReadAsync()
        {
            CancellationTokenSource? lost = null;
            LeaseHold? hold = null;
            try
            {
                while (await requestStream.MoveNext(lost?.Token ?? ended.Token).ConfigureAwait(false))
                {
                    var answer = book.Retain(CallerOf(context), requestStream.Current.LeaseId);
                    answers.Writer.TryWrite(ToHolder(answer));
                    hold = answer.Hold!;
                    lost ??= CancellationTokenSource.CreateLinkedTokenSource(hold.Lost, ended.Token);
                }
            }
            catch (OperationCanceledException) when (hold is { End: { } end } && !ended.IsCancellationRequested)
            {
                // Silence on an open stream: it ends when the lease does.
                throw LeaseErrors.Lost(end, book.State);
            }
            finally
            {
                lost?.Dispose();
                answers.Writer.TryComplete();
            }
        }

        async Task WriteAsync()
        {
            await foreach (var lease in answers.Reader.ReadAllAsync(ended.Token).ConfigureAwait(false))
                await responseStream.WriteAsync(lease, ended.Token).ConfigureAwait(false);
        }
    }

    public override Task<ReleaseLeaseResponse> ReleaseLease(ReleaseLeaseRequest request, ServerCallContext context)
    {
        var answer = book.Release(CallerOf(context), request.LeaseId, request.KeepRunning);
        return answer.Verdict == LeaseVerdict.Granted
            ? Task.FromResult(new ReleaseLeaseResponse())
            : throw LeaseErrors.From(answer);
    }

    public override Task<Lease> GetLease(GetLeaseRequest request, ServerCallContext context) => Task.FromResult(ToAnybody(book.State));

    public override async Task WatchLease(WatchLeaseRequest request, IServerStreamWriter<Lease> responseStream, ServerCallContext context)
    {
        await foreach (var state in book.WatchAsync(context.CancellationToken).ConfigureAwait(false))
            await responseStream.WriteAsync(ToAnybody(state), context.CancellationToken).ConfigureAwait(false);
    }

    private static Caller CallerOf(ServerCallContext context) => ((CallerContext)context.GetCaller()).Caller;

    private static Lease ToHolder(LeaseAnswer answer)
    {
        if (answer.Hold is not { } hold)
            throw LeaseErrors.From(answer);
        var lease = ToAnybody(answer.State);
        lease.LeaseId = hold.Secret.Reveal();
        return lease;
    }

    private static Lease ToAnybody(LeaseState state) => new()
    {
        Held = state.Held,
        Subject = state.Subject,
        Role = state.Role,
        Client = state.Client,
        AcquiredAt = state.Held ? Timestamp.FromDateTimeOffset(state.AcquiredAt) : null,
        Timeout = Duration.FromTimeSpan(state.Timeout),
        Revision = state.Revision,
        LastChange = state.LastEnd switch
        {
            LeaseEnd.Released => "released",
            LeaseEnd.Lapsed => "lapsed",
            LeaseEnd.TakenOver => "taken over",
            _ => "",
        },
    };
}
