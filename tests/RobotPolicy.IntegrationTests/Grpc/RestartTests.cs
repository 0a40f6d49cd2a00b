using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.IntegrationTests.Grpc.Protos;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>A server that stops gracefully and comes back on the same port, under clients that go on calling.</summary>
public sealed class RestartTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Stop_CallsInFlight_EndWell_AndTheChannelOutlivesTheServer()
    {
        await using var first = await GrpcTestServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(first.Address);
        var client = new Interop.InteropClient(channel);
        using var chat = client.Chat();
        using var collect = client.Collect();
        await ExchangeAsync(chat, 1);
        await collect.RequestStream.WriteAsync(new Payload());

        var stop = first.StopAsync();
        while (await CodeAsync(client) == StatusCode.OK)
            Assert.False(stop.IsCompleted);
        Assert.Equal(StatusCode.Unavailable, await CodeAsync(client));

        await ExchangeAsync(chat, 2);
        Assert.False(stop.IsCompleted);
        await chat.RequestStream.CompleteAsync();
        Assert.False(await chat.ResponseStream.MoveNext().WaitAsync(Limit));
        await collect.RequestStream.CompleteAsync();
        Assert.Equal(1, (await collect.ResponseAsync.WaitAsync(Limit)).Number);
        await stop.WaitAsync(Limit);

        await using var second = await GrpcTestServer.StartAsync(port: first.Port);
        Assert.Equal(StatusCode.OK, await CodeAsync(client));
    }

    [Fact]
    public async Task Restarts_UnderLoad_GiveOnlyAnswersAndUnavailable()
    {
        var server = await GrpcTestServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new Interop.InteropClient(channel);
        using var stop = new CancellationTokenSource();
        var codes = new ConcurrentDictionary<StatusCode, int>();
        var unexpected = new ConcurrentQueue<string>();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                codes.AddOrUpdate(await CodeAsync(client, unexpected), 1, static (_, count) => count + 1);
        })).ToArray();

        for (var restart = 0; restart < 5; restart++)
        {
            var before = codes.GetValueOrDefault(StatusCode.OK);
            while (codes.GetValueOrDefault(StatusCode.OK) < before + 50)
                await Task.Delay(10);
            await server.StopAsync().WaitAsync(Limit);
            await server.DisposeAsync();
            server = await GrpcTestServer.StartAsync(port: server.Port);
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers).WaitAsync(Limit);
        Assert.Equal(StatusCode.OK, await CodeAsync(client));
        await server.DisposeAsync();
        Assert.True(unexpected.IsEmpty, string.Join(Environment.NewLine, unexpected));
        Assert.Equal([StatusCode.OK, StatusCode.Unavailable], codes.Keys.Order());
    }

    private static async Task ExchangeAsync(AsyncDuplexStreamingCall<Payload, Payload> chat, int number)
    {
        await chat.RequestStream.WriteAsync(new Payload { Number = number }).WaitAsync(Limit);
        Assert.True(await chat.ResponseStream.MoveNext().WaitAsync(Limit));
        Assert.Equal(number, chat.ResponseStream.Current.Number);
    }

    private static async Task<StatusCode> CodeAsync(Interop.InteropClient client, ConcurrentQueue<string>? unexpected = null)
    {
        try
        {
            await client.EchoAsync(new Payload(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.Add(Limit));
            return StatusCode.OK;
        }
        catch (RpcException exception)
        {
            if (exception.StatusCode != StatusCode.Unavailable)
                unexpected?.Enqueue(exception.ToString());
            return exception.StatusCode;
        }
    }
}
