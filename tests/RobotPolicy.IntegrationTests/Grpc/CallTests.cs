using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.IntegrationTests.Grpc.Protos;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>Our client on our server: call kinds, metadata and status.</summary>
public sealed class CallTests : IAsyncLifetime
{
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

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(4_000_000)]
    public async Task Unary_Payload_ComesBack(int bytes)
    {
        var request = new Payload { Data = ByteString.CopyFrom(new byte[bytes]), Text = bytes == 0 ? "" : "grüß" };

        Assert.Equal(request, await _client.EchoAsync(request));
    }

    [Fact]
    public void BlockingUnary_Payload_ComesBack() => Assert.Equal(7, _client.Echo(new Payload { Number = 7 }).Number);

    [Fact]
    public async Task Metadata_TextAndBytes_ComeBackInHeadersAndTrailers()
    {
        var headers = new Metadata { { "x-echo-initial", "a, b" }, { "x-echo-trailing-bin", [1] }, { "x-echo-trailing-bin", [0, 255, 128] } };

        using var call = _client.EchoAsync(new Payload(), headers);
        await call;

        Assert.Equal("a, b", (await call.ResponseHeadersAsync).GetValue("x-echo-initial"));
        Assert.Equal([[1], [0, 255, 128]], call.GetTrailers().GetAll("x-echo-trailing-bin").Select(entry => entry.ValueBytes));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task ClientStreaming_ManyMessages_AreAllSeen()
    {
        using var call = _client.Collect();
        for (var i = 0; i < 200; i++)
            await call.RequestStream.WriteAsync(new Payload { Data = ByteString.CopyFrom(new byte[1000]) });
        await call.RequestStream.CompleteAsync();

        var summary = await call;

        Assert.Equal((200, "200000"), (summary.Number, summary.Text));
    }

    [Fact]
    public async Task ServerStreaming_ManyMessages_ComeInOrder()
    {
        using var call = _client.Repeat(new Payload { Number = 500, Data = ByteString.CopyFrom(new byte[3000]) });

        var numbers = new List<int>();
        await foreach (var message in call.ResponseStream.ReadAllAsync())
            numbers.Add(message.Number);

        Assert.Equal(Enumerable.Range(0, 500), numbers);
    }

    [Fact]
    public async Task DuplexStreaming_PingPong_AnswersEach()
    {
        using var call = _client.Chat();
        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new Payload { Number = i });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(i, call.ResponseStream.Current.Number);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Fail_TextWithPercentAndUnicode_ArrivesWithDetails()
    {
        var request = new Payload { Number = (int)StatusCode.FailedPrecondition, Text = "100 % größer\n日本", Data = ByteString.CopyFrom(1, 2, 250) };

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await _client.FailAsync(request));

        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Equal("100 % größer\n日本", failure.Status.Detail);
        Assert.Equal([1, 2, 250], failure.Trailers.GetValueBytes("grpc-status-details-bin"));
    }

    [Fact]
    public async Task HandlerException_IsUnknown_AndTellsNothing()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await _client.FailAsync(new Payload { Number = -1, Text = "secret" }));

        Assert.Equal(new Status(StatusCode.Unknown, "Exception was thrown by handler."), failure.Status);
    }

    [Fact]
    public async Task UnknownMethodAndService_AreUnimplemented()
    {
        var method = await Assert.ThrowsAsync<RpcException>(async () => await _client.MissingAsync(new Payload()));
        Assert.Equal(StatusCode.Unimplemented, method.StatusCode);

        foreach (var (service, name) in new[] { ("robotpolicy.interop.Interop", "NotThere"), ("not.There", "Echo") })
        {
            var marshaller = Marshallers.StringMarshaller;
            var unknown = new Method<string, string>(MethodType.Unary, service, name, marshaller, marshaller);
            using var call = _channel.CreateCallInvoker().AsyncUnaryCall(unknown, null, default, "");
            Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        }
    }

    [Fact]
    public async Task NobodyListens_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).EchoAsync(new Payload()));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task UnsendableMetadata_IsInternal_AndHarmsNoOtherCall()
    {
        var headers = new Metadata { { "x-echo-initial", "line\nbreak" } };

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await _client.EchoAsync(new Payload(), headers));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Equal(1, (await _client.EchoAsync(new Payload { Number = 1 })).Number);
    }
}
