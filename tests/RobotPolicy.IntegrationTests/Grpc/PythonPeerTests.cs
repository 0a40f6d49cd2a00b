using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RobotPolicy.IntegrationTests.Grpc.Protos;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>The independent peer, grpcio (C-core), in both directions.</summary>
public sealed class PythonPeerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PythonClient_OnOurServer_PassesItsChecks(bool gzip)
    {
        await using var server = await GrpcTestServer.StartAsync(options => options.ResponseCompressionAlgorithm = gzip ? "gzip" : null);
        string[] arguments = [server.Port.ToString(CultureInfo.InvariantCulture), .. gzip ? ["--gzip"] : Array.Empty<string>()];
        using var peer = PythonPeer.Start("interop_client.py", arguments);

        var (exitCode, output) = await peer.WaitAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains(gzip ? "9 of 9" : "10 of 10", output, StringComparison.Ordinal);
        await server.Probe.HangCancelled.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task PythonClient_OnHealthAndReflection_SeesThePublishedBytes()
    {
        var health = new HealthServiceImpl();
        health.SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);
        health.SetStatus("robot", HealthCheckResponse.Types.ServingStatus.NotServing);
        await using var server = await GrpcTestServer.StartAsync(
            services: services => services.AddSingleton(health).AddGrpcReflection(),
            map: application =>
            {
                application.MapGrpcService<HealthServiceImpl>();
                application.MapGrpcReflectionService();
            });
        using var peer = PythonPeer.Start("services_client.py", server.Port.ToString(CultureInfo.InvariantCulture));

        var (exitCode, output) = await peer.WaitAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains("services ok", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PythonClient_Killed_FiresTheHandlersToken()
    {
        await using var server = await GrpcTestServer.StartAsync();
        using var peer = PythonPeer.Start(
            "-c",
            $"import interop_peer as p, grpc; p.Stub(grpc.insecure_channel('127.0.0.1:{server.Port}')).Hang(p.Payload())");
        await server.Probe.HangStarted.Task.WaitAsync(Limit);

        peer.Kill();

        await server.Probe.HangCancelled.Task.WaitAsync(Limit);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OurClient_OnPythonServer_MakesAllKindsOfCalls(bool gzip)
    {
        using var peer = PythonPeer.Start("interop_server.py", gzip ? ["--gzip"] : []);
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:" + (await peer.ReadLineAsync())["port ".Length..]);
        var client = new Interop.InteropClient(channel);
        var headers = new Metadata { { "x-echo-initial", "text" }, { "x-echo-trailing-bin", [0, 255] } };
        if (gzip)
            headers.Add("grpc-internal-encoding-request", "gzip");

        foreach (var size in new[] { 0, 1, 4_000_000 })
        {
            var request = new Payload { Data = ByteString.CopyFrom(new byte[size]), Text = "grüß" };
            using var call = client.EchoAsync(request, headers);
            Assert.Equal(request, await call);
            Assert.Equal("text", (await call.ResponseHeadersAsync).GetValue("x-echo-initial"));
            Assert.Equal([0, 255], call.GetTrailers().GetValueBytes("x-echo-trailing-bin"));
        }

        Assert.Equal(new Payload(), await client.EchoAsync(new Payload(), headers));
        using var collect = client.Collect(headers);
        for (var i = 0; i < 200; i++)
            await collect.RequestStream.WriteAsync(new Payload { Data = ByteString.CopyFrom(new byte[1000]) });
        await collect.RequestStream.CompleteAsync();
        Assert.Equal("200000", (await collect).Text);

        using var repeat = client.Repeat(new Payload { Number = 500, Data = ByteString.CopyFrom(new byte[3000]) }, headers);
        var expected = 0;
        await foreach (var message in repeat.ResponseStream.ReadAllAsync())
            Assert.Equal(expected++, message.Number);
        Assert.Equal(500, expected);

        using var chat = client.Chat(headers);
        for (var i = 0; i < 50; i++)
        {
            await chat.RequestStream.WriteAsync(new Payload { Number = i });
            Assert.True(await chat.ResponseStream.MoveNext());
            Assert.Equal(i, chat.ResponseStream.Current.Number);
        }

        await chat.RequestStream.CompleteAsync();
        Assert.False(await chat.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task OurClient_OnPythonServer_SeesStatusDeadlineAndDeath()
    {
        using var peer = PythonPeer.Start("interop_server.py");
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:" + (await peer.ReadLineAsync())["port ".Length..]);
        var client = new Interop.InteropClient(channel);

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.FailAsync(new Payload { Number = 9, Text = "100 % größer\n日本", Data = ByteString.CopyFrom(1, 250) }));
        Assert.Equal((StatusCode.FailedPrecondition, "100 % größer\n日本"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal([1, 250], failure.Trailers.GetValueBytes("grpc-status-details-bin"));

        var missing = await Assert.ThrowsAsync<RpcException>(async () => await client.MissingAsync(new Payload()));
        Assert.Equal(StatusCode.Unimplemented, missing.StatusCode);

        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(500);
        var expired = await Assert.ThrowsAsync<RpcException>(async () => await client.HangAsync(new Payload(), deadline: deadline));
        Assert.Equal(StatusCode.DeadlineExceeded, expired.StatusCode);
        Assert.Equal("hang ended", await peer.ReadLineAsync());

        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var cancelled = await Assert.ThrowsAsync<RpcException>(async () => await client.HangAsync(new Payload(), cancellationToken: cancellation.Token));
        Assert.Equal(StatusCode.Cancelled, cancelled.StatusCode);
        Assert.Equal("hang ended", await peer.ReadLineAsync());

        using var chat = client.Chat();
        await chat.RequestStream.WriteAsync(new Payload { Number = 1 });
        Assert.True(await chat.ResponseStream.MoveNext());
        peer.Kill();
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => chat.ResponseStream.MoveNext())).StatusCode);
    }
}
