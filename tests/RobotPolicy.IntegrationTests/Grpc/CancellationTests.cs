using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.IntegrationTests.Grpc.Protos;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>Calls that end before their handler is done: deadlines, cancellation from both sides, slow readers.</summary>
public sealed class CancellationTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private GrpcTestServer _server = null!;
    private GrpcChannel _channel = null!;
    private Interop.InteropClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await GrpcTestServer.StartAsync();
        _channel = GrpcChannel.ForAddress(_server.Address);
        _client = new Interop.InteropClient(_channel);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Deadline_HandlerHangs_EndsBothSides()
    {
        var call = _client.HangAsync(new Payload(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300));

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        await _server.Probe.HangCancelled.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task Deadline_AlreadyPassed_SendsNothing()
    {
        var call = _client.HangAsync(new Payload(), deadline: DateTime.UnixEpoch);

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.False(_server.Probe.HangStarted.Task.IsCompleted);
    }

    [Fact]
    public async Task Deadline_ClientDoesNotRead_ReleasesTheBlockedHandler()
    {
        using var call = _client.Repeat(
            new Payload { Number = 100_000, Data = ByteString.CopyFrom(new byte[4096]) },
            deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(500));

        Assert.NotEqual("complete", await _server.Probe.RepeatEnded.Task.WaitAsync(Limit));
    }

    [Fact]
    public async Task Token_Cancelled_FiresTheHandlersToken()
    {
        using var cancellation = new CancellationTokenSource();
        var call = _client.HangAsync(new Payload(), cancellationToken: cancellation.Token);
        await _server.Probe.HangStarted.Task.WaitAsync(Limit);

        await cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        await _server.Probe.HangCancelled.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task ClientStream_Cancelled_DoesNotLookComplete()
    {
        var call = _client.Collect();
        await call.RequestStream.WriteAsync(new Payload { Number = 1 });

        call.Dispose();

        Assert.NotEqual("complete", await _server.Probe.CollectEnded.Task.WaitAsync(Limit));
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new Payload()));
    }

    [Fact]
    public async Task ServerStream_DisposedHalfWay_StopsTheHandler()
    {
        var call = _client.Repeat(new Payload { Number = 1_000_000, Data = ByteString.CopyFrom(new byte[1024]) });
        Assert.True(await call.ResponseStream.MoveNext());

        call.Dispose();

        Assert.NotEqual("complete", await _server.Probe.RepeatEnded.Task.WaitAsync(Limit));
    }

    [Fact]
    public async Task ServerStream_ClientDoesNotRead_HoldsTheHandlerBack()
    {
        using var call = _client.Repeat(new Payload { Number = 2000, Data = ByteString.CopyFrom(new byte[4096]) });
        await call.ResponseHeadersAsync.WaitAsync(Limit);
        var last = -1;
        while (last != _server.Probe.Sent || last == 0)
        {
            last = _server.Probe.Sent;
            await Task.Delay(300);
        }

        Assert.InRange(last, 1, 1000);
        var count = 0;
        while (await call.ResponseStream.MoveNext())
            count++;
        Assert.Equal(2000, count);
    }

    [Fact]
    public async Task MoreCallsThanOneConnectionHolds_AllRun()
    {
        using var open = new CancellationTokenSource();
        var streams = Enumerable.Range(0, 120).Select(_ => _client.Chat(cancellationToken: open.Token)).ToList();
        foreach (var stream in streams)
            await stream.RequestStream.WriteAsync(new Payload { Number = 5 }).WaitAsync(Limit);
        foreach (var stream in streams)
            Assert.True(await stream.ResponseStream.MoveNext().WaitAsync(Limit));

        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(10);
        Assert.Equal(9, (await _client.EchoAsync(new Payload { Number = 9 }, deadline: deadline)).Number);
        await open.CancelAsync();
    }
}
