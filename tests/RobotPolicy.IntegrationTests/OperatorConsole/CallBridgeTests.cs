using System.Net;
using System.Net.WebSockets;
using System.Text;
using RobotPolicy.Api.V1;
using RobotPolicy.IntegrationTests.Api;
using RobotPolicy.IntegrationTests.Loop;
using RobotPolicy.TestSupport;
using RobotPolicy.Server.Operations.Tasks;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.OperatorConsole;

/// <summary>The API as pages reach it, over the console's port: what a gRPC client may, and nothing else.</summary>
public sealed class CallBridgeTests : IAsyncLifetime
{
    private OperatorServer _server = null!;

    private string Console => _server.Console;

    public async Task InitializeAsync() => _server = await OperatorServer.StartAsync(console: "127.0.0.1:0");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Unary_AnswersAndEndsWithOk()
    {
        using var call = await PageCall.OpenAsync(Console, "/robotpolicy.v1.SessionService/WhoAmI");
        await call.SendAsync(new WhoAmIRequest());
        await call.EndAsync();

        var me = await call.ReadAsync(WhoAmIResponse.Parser);

        Assert.Equal(("local", Role.Operator, "loopback"), (me!.Subject, me.Role, me.Method));
        Assert.Null(await call.ReadAsync(WhoAmIResponse.Parser));
        Assert.Equal("0", call.Trailers["grpc-status"]);
    }

    [Fact]
    public async Task Refusal_HasItsStatusMessageAndDetails()
    {
        using var call = await PageCall.OpenAsync(Console, "/robotpolicy.v1.SafetyService/RequestStop");
        await call.SendAsync(new RequestStopRequest { Kind = (StopKind)77 });
        await call.EndAsync();

        Assert.Null(await call.ReadAsync(SafetyState.Parser));
        Assert.Equal("3", call.Trailers["grpc-status"]);
        Assert.NotEmpty(call.Trailers["grpc-status-details-bin"]);
    }

    [Fact]
    public async Task WhatNeedsTheLease_NeedsItHereToo()
    {
        using var call = await PageCall.OpenAsync(Console, "/robotpolicy.v1.InterventionService/TakeOver");
        await call.SendAsync(new TakeOverRequest());
        await call.EndAsync();

        Assert.Null(await call.ReadAsync(InterventionState.Parser));
        Assert.Equal("7", call.Trailers["grpc-status"]);
    }

    [Fact]
    public async Task WrongToken_IsUnauthenticated()
    {
        using var call = await PageCall.OpenAsync(Console, "/robotpolicy.v1.SessionService/WhoAmI", ("authorization", "Bearer " + new string('0', 64)));
        await call.SendAsync(new WhoAmIRequest());
        await call.EndAsync();

        Assert.Null(await call.ReadAsync(WhoAmIResponse.Parser));
        Assert.Equal("16", call.Trailers["grpc-status"]);
    }

    [Fact]
    public async Task Streams_GoBothWays_AndALeaseLivesByTheirBeat()
    {
        using var acquire = await PageCall.OpenAsync(Console, "/robotpolicy.v1.SessionService/AcquireLease");
        await acquire.SendAsync(new AcquireLeaseRequest { Client = "page" });
        await acquire.EndAsync();
        var lease = (await acquire.ReadAsync(Lease.Parser))!;
        using var beat = await PageCall.OpenAsync(Console, "/robotpolicy.v1.SessionService/Heartbeat");

        for (var i = 0; i < 5; i++)
        {
            await beat.SendAsync(new RetainLeaseRequest { LeaseId = lease.LeaseId });
            Assert.True((await beat.ReadAsync(Lease.Parser))!.Held);
        }

        await beat.EndAsync();
        Assert.Null(await beat.ReadAsync(Lease.Parser));
        Assert.Equal("0", beat.Trailers["grpc-status"]);
    }

    [Fact]
    public async Task APreparedStop_WaitsAsLongAsItTakes_AndStopsAtItsMessage()
    {
        await RunAsync();
        using var stop = await PageCall.OpenAsync(Console, "/robotpolicy.v1.SafetyService/RequestStop");
        using var other = await PageCall.OpenAsync(Console, "/robotpolicy.v1.SafetyService/GetSafetyState");
        await other.SendAsync(new GetSafetyStateRequest());
        await other.EndAsync();
        Assert.Equal(ControlMode.Running, (await other.ReadAsync(SafetyState.Parser))!.Mode);

        await stop.SendAsync(new RequestStopRequest { Kind = StopKind.Protective });
        await stop.EndAsync();

        Assert.Equal(ControlMode.ProtectiveStop, (await stop.ReadAsync(SafetyState.Parser))!.Mode);
    }

    [Fact]
    public async Task AStreamWhosePageGoesWithoutAWord_EndsInTheService()
    {
        var before = _server.Rig.Room.States.SampleCount;
        var call = await PageCall.OpenAsync(Console, "/robotpolicy.v1.TelemetryService/StreamState");
        await call.SendAsync(new StreamStateRequest { RateHz = 100 });
        await call.EndAsync();
        Assert.NotNull(await call.ReadAsync(RobotState.Parser));
        Wait.Until(() => _server.Rig.Room.States.SampleCount > before, () => "nobody samples");

        call.Abort();
        call.Dispose();

        Wait.Until(() => _server.Rig.Room.States.SubscriptionCount == 0, () => "the subscription is still there");
    }

    [Fact]
    public async Task LargeAnswers_WaitForAPageThatReadsSlowly_AndArriveWhole()
    {
        using var call = await PageCall.OpenAsync(Console, "/robotpolicy.v1.TelemetryService/GetMetrics");
        await call.SendAsync(new GetMetricsRequest { Buckets = true });
        await call.EndAsync();

        Assert.NotEmpty((await call.ReadAsync(Metrics.Parser))!.Counters);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    public async Task APageOfSomebodyElse_IsRefused(string origin)
    {
        using var call = new PageCall();

        await Assert.ThrowsAsync<WebSocketException>(() => call.ConnectAsync(Console, "/robotpolicy.v1.SafetyService/RequestStop", origin));
    }

    [Theory]
    [InlineData("/robotpolicy.v1.SafetyService/Nothing", RobotPolicy.Server.OperatorConsole.CallFrames.Protocol)]
    [InlineData("/stop", RobotPolicy.Server.OperatorConsole.CallFrames.Protocol)]
    [InlineData("/robotpolicy.v1.SessionService/WhoAmI", "chat")]
    public async Task WhatIsNoCall_IsRefused(string method, string protocol)
    {
        using var call = new PageCall();

        await Assert.ThrowsAsync<WebSocketException>(() => call.ConnectAsync(Console, method, protocol: protocol));
    }

    [Theory]
    [InlineData("end")]
    [InlineData("[]")]
    [InlineData("""{"authorization":5}""")]
    public async Task NonsenseBeforeTheMetadata_ClosesTheSocket(string words)
    {
        using var call = new PageCall();
        await call.ConnectAsync(Console, "/robotpolicy.v1.SessionService/WhoAmI");
        await call.SayAsync(words);

        Assert.Null(await call.ReadAsync(WhoAmIResponse.Parser));
        Assert.Empty(call.Trailers);
    }

    [Fact]
    public async Task NonsenseAfterIt_CancelsTheCallAndHarmsNobody()
    {
        foreach (var words in new[] { "more", new string('x', 100_000) })
        {
            using var call = await PageCall.OpenAsync(Console, "/robotpolicy.v1.SessionService/WhoAmI");
            await call.SayAsync(words);
            await call.ReadAsync(WhoAmIResponse.Parser).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        await Unary_AnswersAndEndsWithOk();
    }

    [Fact]
    public async Task AStopByForm_NeedsNoScript()
    {
        await RunAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Console}/stop") { Content = new FormUrlEncodedContent([new("kind", "protective")]) };
        request.Headers.Add("Origin", Console);

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Control.Model.ControlMode.ProtectiveStop, _server.Rig.Loop.ReadStatus().Mode);
    }

    [Fact]
    public async Task AStopByForm_OfAnotherPage_IsRefused()
    {
        await RunAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Console}/stop") { Content = new FormUrlEncodedContent([new("kind", "protective")]) };
        request.Headers.Add("Origin", "http://evil.example");

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(Control.Model.ControlMode.Running, _server.Rig.Loop.ReadStatus().Mode);
    }

    [Fact]
    public async Task TheApisPort_ServesNoPages_AndTheConsolesNoGrpc()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Console}/robotpolicy.v1.SessionService/WhoAmI") { Content = new ByteArrayContent(Encoding.ASCII.GetBytes("\0\0\0\0\0")) };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.Add("Origin", Console);
        using var onConsole = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, onConsole.StatusCode);

        using var page = new HttpRequestMessage(HttpMethod.Get, _server.Address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var onApi = await http.SendAsync(page);
        Assert.Equal(HttpStatusCode.NotFound, onApi.StatusCode);
    }

    private async Task RunAsync()
    {
        await _server.Rig.LoadAsync();
        await _server.Rig.Room.Tasks.StartAsync(new TaskStart { StartedBy = "alice" });
    }
}
