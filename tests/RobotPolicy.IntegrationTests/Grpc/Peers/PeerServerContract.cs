using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.IntegrationTests.Grpc.Protos;

namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>What our client must see on the server of every independent peer.</summary>
public abstract class PeerServerContract(GrpcPeer peer)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_AllKindsOfCalls_Answer(bool gzip)
    {
        using var server = peer.Start("server", gzip ? ["--gzip"] : []);
        using var recorder = new EncodingRecorder();
        using var channel = await ConnectAsync(server, new GrpcChannelOptions { HttpHandler = recorder });
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
        Assert.Equal(gzip && peer.CompressesResponses, recorder.Encodings.Contains("gzip"));
    }

    [Fact]
    public async Task Server_MutualTls_SeesOurIdentity()
    {
        using var authority = new TestAuthority();
        using var ours = authority.Issue("our client");
        using var theirs = authority.Issue("peer");
        using var folder = new Tls.Folder(authority, theirs);
        using var server = peer.Start("server", ["--tls", folder.Path]);
        using var channel = await ConnectAsync(
            server, new GrpcChannelOptions { HttpHandler = authority.CreateHandler(ours), DisposeHttpClient = true }, "https://localhost:");

        using var call = new Interop.InteropClient(channel).EchoAsync(new Payload { Number = 3 });

        Assert.Equal(3, (await call).Number);
        Assert.Equal("our client", call.GetTrailers().GetValue("x-peer-name"));
    }

    [Fact]
    public async Task Server_StatusAndDetails_Arrive()
    {
        using var server = peer.Start("server");
        using var channel = await ConnectAsync(server);
        var client = new Interop.InteropClient(channel);

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.FailAsync(new Payload { Number = 9, Text = "100 % größer\n日本", Data = ByteString.CopyFrom(1, 250) }));
        Assert.Equal((StatusCode.FailedPrecondition, "100 % größer\n日本"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal([1, 250], failure.Trailers.GetValueBytes("grpc-status-details-bin"));

        var missing = await Assert.ThrowsAsync<RpcException>(async () => await client.MissingAsync(new Payload()));
        Assert.Equal(StatusCode.Unimplemented, missing.StatusCode);
    }

    [Fact]
    public async Task Server_DeadlineAndCancellation_EndItsHandler()
    {
        using var server = peer.Start("server");
        using var channel = await ConnectAsync(server);
        var client = new Interop.InteropClient(channel);

        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(500);
        var expired = await Assert.ThrowsAsync<RpcException>(async () => await client.HangAsync(new Payload(), deadline: deadline));
        Assert.Equal(StatusCode.DeadlineExceeded, expired.StatusCode);
        Assert.Equal("hang ended", await server.ReadLineAsync());

        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var cancelled = await Assert.ThrowsAsync<RpcException>(async () => await client.HangAsync(new Payload(), cancellationToken: cancellation.Token));
        Assert.Equal(StatusCode.Cancelled, cancelled.StatusCode);
        Assert.Equal("hang ended", await server.ReadLineAsync());
    }

    [Fact]
    public async Task Server_MessagesOverEitherLimit_AreResourceExhausted()
    {
        using var server = peer.Start("server");
        using var channel = await ConnectAsync(server, new GrpcChannelOptions { MaxReceiveMessageSize = 1000 });
        var client = new Interop.InteropClient(channel);

        foreach (var bytes in new[] { 2000, 5_000_000 })
        {
            var request = new Payload { Data = ByteString.CopyFrom(new byte[bytes]) };
            var failure = await Assert.ThrowsAsync<RpcException>(async () => await client.EchoAsync(request));
            Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        }

        Assert.Equal(6, (await client.EchoAsync(new Payload { Number = 6 })).Number);
    }

    [Fact]
    public async Task Server_WeDoNotRead_IsHeldBack()
    {
        using var server = peer.Start("server");
        using var channel = await ConnectAsync(server);
        using (var call = new Interop.InteropClient(channel).Repeat(new Payload { Number = 20_000, Data = ByteString.CopyFrom(new byte[65_536]) }))
        {
            Assert.True(await call.ResponseStream.MoveNext());
            await Task.Delay(1000);
        }

        var sent = int.Parse(await server.ReadAfterAsync("repeat ended"), CultureInfo.InvariantCulture);

        Assert.InRange(sent, 1, 1000);
    }

    [Fact]
    public async Task Server_Drains_EndsOurCallAndRefusesTheNext()
    {
        using var server = peer.Start("server");
        using var channel = await ConnectAsync(server);
        var client = new Interop.InteropClient(channel);
        using var chat = client.Chat();
        await chat.RequestStream.WriteAsync(new Payload { Number = 1 });
        Assert.True(await chat.ResponseStream.MoveNext());

        server.Say("drain");
        await UnavailableAsync(client);

        await chat.RequestStream.WriteAsync(new Payload { Number = 2 });
        Assert.True(await chat.ResponseStream.MoveNext());
        Assert.Equal(2, chat.ResponseStream.Current.Number);
        await chat.RequestStream.CompleteAsync();
        Assert.False(await chat.ResponseStream.MoveNext());
        Assert.Equal("drained", await server.ReadLineAsync());
    }

    [Fact]
    public async Task Server_Dies_IsUnavailable()
    {
        using var server = peer.Start("server");
        using var channel = await ConnectAsync(server);
        using var chat = new Interop.InteropClient(channel).Chat();
        await chat.RequestStream.WriteAsync(new Payload { Number = 1 });
        Assert.True(await chat.ResponseStream.MoveNext());

        server.Kill();

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => chat.ResponseStream.MoveNext())).StatusCode);
    }

    private static async Task<GrpcChannel> ConnectAsync(
        PeerProcess server, GrpcChannelOptions? options = null, string address = "http://127.0.0.1:") =>
        GrpcChannel.ForAddress(address + await server.ReadAfterAsync("port"), options ?? new GrpcChannelOptions());

    // The word takes a moment to be heard; until then calls are answered, and C-core cancels one that comes in that very moment.
    private static async Task UnavailableAsync(Interop.InteropClient client)
    {
        var code = StatusCode.OK;
        for (var start = Stopwatch.GetTimestamp(); code is StatusCode.OK or StatusCode.Cancelled;)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, "The server goes on answering.");
            try
            {
                await client.EchoAsync(new Payload());
            }
            catch (RpcException exception)
            {
                code = exception.StatusCode;
            }
        }

        Assert.Equal(StatusCode.Unavailable, code);
    }
}
