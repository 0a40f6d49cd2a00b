using System.Runtime.Versioning;
using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.Api.V1;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Server.Sessions;
using HumanSource = RobotPolicy.Control.Intervention.HumanSource;
using Model = RobotPolicy.Control.Model;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Sessions;

/// <summary>The lease over a real connection, between people with tokens.</summary>
[SupportedOSPlatform("linux")]
public sealed class LeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly People _people = new();
    private ApiServer _server = null!;
    private GrpcChannel _channel = null!;
    private SessionService.SessionServiceClient _sessions = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync(_people.Options with { Lease = new LeaseOptions { Timeout = TimeSpan.FromSeconds(2) } });
        _channel = _server.Connect();
        _sessions = new SessionService.SessionServiceClient(_channel);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
        _people.Dispose();
    }

    [Fact]
    public async Task TwoOperators_FightForTheLease_AndAtNoTimeDoBothHoldIt()
    {
        // Whoever holds it proves it by a call under it; the other one is refused there at the same time.
        var holders = 0;
        var most = 0;
        var granted = 0;
        await Task.WhenAll(new[] { _people.Operator, _people.OtherOperator }.SelectMany(who => new[] { Fight(who), Fight(who) }));

        Assert.Equal(1, most);
        Assert.Equal(40, granted);
        Assert.Equal(80ul, (await _sessions.GetLeaseAsync(new GetLeaseRequest(), _people.Viewer)).Revision);

        async Task Fight(Metadata who)
        {
            for (var wins = 0; wins < 10;)
            {
                Lease lease;
                try
                {
                    lease = await _sessions.AcquireLeaseAsync(new AcquireLeaseRequest { Client = "arena" }, who);
                }
                catch (RpcException refusal) when (refusal.StatusCode == StatusCode.FailedPrecondition)
                {
                    await Task.Yield();
                    continue;
                }

                InterlockedMax(ref most, Interlocked.Increment(ref holders));
                await _sessions.RetainLeaseAsync(new RetainLeaseRequest { LeaseId = lease.LeaseId }, who);
                Interlocked.Decrement(ref holders);
                await _sessions.ReleaseLeaseAsync(new ReleaseLeaseRequest { LeaseId = lease.LeaseId }, who);
                wins++;
                Interlocked.Increment(ref granted);
            }
        }
    }

    [Fact]
    public async Task Supervisor_TakesOver_TheArmIsHeldFirst_AndTheOperatorIsToldByWhom()
    {
        var otto = await AcquireAsync(_people.Operator);
        _server.Loop.Mode = Model.ControlMode.Running;
        _server.Loop.Human.Arm(HumanSource.Api);

        await AssertStatusAsync(
            StatusCode.PermissionDenied,
            "The lease is held by 'otto' (operator) at 'test'; it can only be taken over with a higher role than operator.",
            () => _sessions.AcquireLeaseAsync(new AcquireLeaseRequest { TakeOver = true }, _people.OtherOperator));
        Assert.Empty(_server.Loop.Stops);
        var sara = await _sessions.AcquireLeaseAsync(new AcquireLeaseRequest { Client = "desk", TakeOver = true }, _people.Supervisor);

        Assert.Equal([(Model.StopCause.SessionLapsed, Model.StopKind.Hold)], _server.Loop.Stops);
        Assert.Equal(HumanSource.None, _server.Loop.Human.Armed);
        Assert.Equal(("sara", Role.Supervisor, "taken over", 2ul), (sara.Subject, sara.Role, sara.LastChange, sara.Revision));
        await AssertStatusAsync(
            StatusCode.PermissionDenied,
            "The lease was taken over by 'sara' (supervisor) at 'desk'.",
            () => _sessions.RetainLeaseAsync(new RetainLeaseRequest { LeaseId = otto.LeaseId }, _people.Operator));
    }

    [Fact]
    public async Task Silence_DemandsAHoldOnTheControlThreadsClock_AndTheHolderMustAcquireAnew()
    {
        var lease = await AcquireAsync(_people.Operator);
        var last = await _sessions.RetainLeaseAsync(new RetainLeaseRequest { LeaseId = lease.LeaseId }, _people.Operator);

        // The sign of life counted before its answer came, so its time is over at the latest when the timeout has passed from here.
        var latestNs = _server.Loop.Clock.NowNs + (last.Timeout.ToTimeSpan().Ticks * 100);
        var demand = _server.Loop.Presence.Poll(latestNs + 1);

        Assert.Equal((Model.StopKind.Hold, Model.StopCause.SessionLapsed), (demand.Kind, demand.Cause));
        await UntilAsync(async () => !(await _sessions.GetLeaseAsync(new GetLeaseRequest(), _people.Viewer)).Held);
        await AssertStatusAsync(
            StatusCode.PermissionDenied,
            "The lease has lapsed, for want of a sign of life; acquire it anew.",
            () => _sessions.RetainLeaseAsync(new RetainLeaseRequest { LeaseId = lease.LeaseId }, _people.Operator));
        Assert.False(_server.Loop.Presence.Poll(_server.Loop.Clock.NowNs).IsNone);
        await AcquireAsync(_people.Operator);
        Assert.True(_server.Loop.Presence.Poll(_server.Loop.Clock.NowNs).IsNone);
        Assert.Contains(_server.LogLines, line => line.StartsWith("Warning: Lease 2: lapsed; otto at test gave no sign of life for 2 s", StringComparison.Ordinal));
        Assert.DoesNotContain(_server.LogLines, line => line.Contains(lease.LeaseId, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Heartbeat_AnswersEachMessage_AndEndsWithTheLeaseWhenItFallsSilent()
    {
        var lease = await AcquireAsync(_people.Operator);
        using var beat = _sessions.Heartbeat(_people.Operator);
        for (var k = 0; k < 5; k++)
        {
            await beat.RequestStream.WriteAsync(new RetainLeaseRequest { LeaseId = lease.LeaseId });
            Assert.True(await beat.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(lease.LeaseId, beat.ResponseStream.Current.LeaseId);
        }

        var end = await Assert.ThrowsAsync<RpcException>(() => beat.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));

        Assert.Equal(
            (StatusCode.PermissionDenied, "The lease has lapsed, for want of a sign of life; acquire it anew."),
            (end.StatusCode, end.Status.Detail));
    }

    [Fact]
    public async Task Heartbeat_OfAClientThatNeverReads_KeepsTheLease()
    {
        var lease = await AcquireAsync(_people.Operator);
        using var beat = _sessions.Heartbeat(_people.Operator);

        // More answers than the client's window holds.
        for (var k = 0; k < 5000; k++)
            await beat.RequestStream.WriteAsync(new RetainLeaseRequest { LeaseId = lease.LeaseId }).WaitAsync(Patience);

        Assert.Equal(1ul, (await _sessions.GetLeaseAsync(new GetLeaseRequest(), _people.Viewer)).Revision);
    }

    [Fact]
    public async Task Watch_ShowsEveryHolderAndNoId()
    {
        using var watch = _sessions.WatchLease(new WatchLeaseRequest(), _people.Viewer);
        Assert.False((await NextAsync(watch)).Held);

        var lease = await AcquireAsync(_people.Operator);
        var held = await NextAsync(watch);
        await _sessions.ReleaseLeaseAsync(new ReleaseLeaseRequest { LeaseId = lease.LeaseId }, _people.Operator);
        var free = await NextAsync(watch);

        Assert.Equal((true, "otto", "test", "", 1ul), (held.Held, held.Subject, held.Client, held.LeaseId, held.Revision));
        Assert.Equal((false, "", "released", 2ul), (free.Held, free.Subject, free.LastChange, free.Revision));
    }

    [Fact]
    public async Task StreamUnderTheLease_EndsWithPermissionDenied_WhenTheLeaseIsLost()
    {
        var lease = await AcquireAsync(_people.Operator);
        var interventions = new InterventionService.InterventionServiceClient(_channel);
        using var stream = interventions.Stream(_people.Operator.Under(lease));
        await _server.Behaviour.Entered.WaitAsync();

        await _sessions.AcquireLeaseAsync(new AcquireLeaseRequest { TakeOver = true, Client = "desk" }, _people.Supervisor);
        var end = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));

        Assert.Equal(
            (StatusCode.PermissionDenied, "The lease was taken over by 'sara' (supervisor) at 'desk'."), (end.StatusCode, end.Status.Detail));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task StreamUnderTheLease_WhoseHandlerListensToNothing_IsCutOff(bool neverReads, bool floods)
    {
        (_server.Behaviour.NeverReads, _server.Behaviour.FloodsForever) = (neverReads, floods);
        var lease = await AcquireAsync(_people.Operator);
        var interventions = new InterventionService.InterventionServiceClient(_channel);
        using var stream = interventions.Stream(_people.Operator.Under(lease));
        await _server.Behaviour.Entered.WaitAsync();

        await _sessions.ReleaseLeaseAsync(new ReleaseLeaseRequest { LeaseId = lease.LeaseId }, _people.Operator);

        await Assert.ThrowsAsync<RpcException>(() => DrainAsync(stream.ResponseStream).WaitAsync(Patience));
    }

    [Fact]
    public async Task CommandThatIsDecidedAfterTheLeaseWasLost_IsHeld()
    {
        var lease = await AcquireAsync(_people.Operator);
        var interventions = new InterventionService.InterventionServiceClient(_channel);
        var late = interventions.TakeOverAsync(new TakeOverRequest(), _people.Operator.Under(lease));
        await _server.Behaviour.Entered.WaitAsync();
        await _sessions.ReleaseLeaseAsync(new ReleaseLeaseRequest { LeaseId = lease.LeaseId }, _people.Operator);
        var before = _server.Loop.Stops.Count;

        _server.Behaviour.Leave.SetResult();
        await late;

        await UntilAsync(() => Task.FromResult(_server.Loop.Stops.Count == before + 1));
    }

    [Fact]
    public async Task TokenThatIsTakenOutOfTheFile_EndsStreamsAndTheLeaseWithThem()
    {
        var lease = await AcquireAsync(_people.Operator);
        using var watch = _sessions.WatchLease(new WatchLeaseRequest(), _people.Operator);
        using var other = _sessions.WatchLease(new WatchLeaseRequest(), _people.Viewer);
        Assert.True((await NextAsync(watch)).Held);
        Assert.True((await NextAsync(other)).Held);

        _people.Remove("otto");
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (true)
                await NextAsync(watch);
        });

        Assert.Equal((StatusCode.Unauthenticated, "The access of 'otto' has ended or changed."), (end.StatusCode, end.Status.Detail));
        await AssertStatusAsync(
            StatusCode.Unauthenticated,
            "The token is unknown.",
            () => _sessions.RetainLeaseAsync(new RetainLeaseRequest { LeaseId = lease.LeaseId }, _people.Operator));
        Assert.Equal("lapsed", (await NextAsync(other)).LastChange);
    }

    [Fact]
    public async Task NamesOfClients_ThatAreTooLongOrSteerATerminal_AreRefused()
    {
        foreach (var name in new[] { new string('x', 65), "a\u001b[2Jb" })
        {
            var failure = await Assert.ThrowsAsync<RpcException>(
                () => _sessions.AcquireLeaseAsync(new AcquireLeaseRequest { Client = name }, _people.Operator).ResponseAsync);
            var rich = global::Google.Rpc.Status.Parser.ParseFrom(failure.Trailers.GetValueBytes("grpc-status-details-bin"));

            Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
            Assert.Equal("client", Assert.Single(rich.Details).Unpack<BadField>().Field);
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    private static async Task AssertStatusAsync<T>(StatusCode code, string detail, Func<AsyncUnaryCall<T>> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => call().ResponseAsync);
        Assert.Equal((code, detail), (failure.StatusCode, failure.Status.Detail));
    }

    private static async Task<Lease> NextAsync(AsyncServerStreamingCall<Lease> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        return watch.ResponseStream.Current;
    }

    private static async Task DrainAsync(IAsyncStreamReader<InterventionState> responses)
    {
        while (await responses.MoveNext(CancellationToken.None))
        {
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(10, limit.Token);
    }

    private async Task<Lease> AcquireAsync(Metadata who) =>
        await _sessions.AcquireLeaseAsync(new AcquireLeaseRequest { Client = "test" }, who);
}
