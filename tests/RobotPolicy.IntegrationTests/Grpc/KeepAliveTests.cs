using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RobotPolicy.IntegrationTests.Grpc.Protos;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>Streams on which nothing happens for a while, and connections that die without a word.</summary>
public sealed class KeepAliveTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task IdleStream_LongerThanKestrelsRateLimit_StaysOpen()
    {
        await using var server = await GrpcTestServer.StartAsync(kestrel: options =>
            options.Limits.MinRequestBodyDataRate = new MinDataRate(1_000_000, TimeSpan.FromSeconds(1.5)));
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var chat = new Interop.InteropClient(channel).Chat();
        await chat.RequestStream.WriteAsync(new Payload { Number = 1 });
        Assert.True(await chat.ResponseStream.MoveNext().WaitAsync(Limit));

        await Task.Delay(4000);

        await chat.RequestStream.WriteAsync(new Payload { Number = 2 });
        Assert.True(await chat.ResponseStream.MoveNext().WaitAsync(Limit));
        Assert.Equal(2, chat.ResponseStream.Current.Number);
    }

    [Fact]
    public async Task DeadConnection_WithPings_EndsTheCallOnBothSides()
    {
        await using var server = await GrpcTestServer.StartAsync(kestrel: options =>
        {
            options.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(1);
            options.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(1);
        });
        await using var relay = StallingRelay.Start(server.Port);
        using var channel = Connect(relay);
        var call = new Interop.InteropClient(channel).HangAsync(new Payload());
        await server.Probe.HangStarted.Task.WaitAsync(Limit);

        relay.Stall();

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Limit));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        await server.Probe.HangCancelled.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task IdleConnectionDies_WithPings_TheNextCallUsesANewOne()
    {
        await using var server = await GrpcTestServer.StartAsync();
        await using var relay = StallingRelay.Start(server.Port);
        using var channel = Connect(relay);
        var client = new Interop.InteropClient(channel);
        await client.EchoAsync(new Payload());

        relay.Stall();
        await relay.ClientGone.WaitAsync(Limit);

        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.Add(Limit);
        Assert.Equal(8, (await client.EchoAsync(new Payload { Number = 8 }, deadline: deadline)).Number);
        Assert.Equal(2, relay.Connections);
    }

    private static GrpcChannel Connect(StallingRelay relay) => GrpcChannel.ForAddress($"http://127.0.0.1:{relay.Port}", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            KeepAlivePingDelay = TimeSpan.FromSeconds(1),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
        },
        DisposeHttpClient = true,
    });
}
