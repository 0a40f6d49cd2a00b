using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.IntegrationTests.Grpc.Protos;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>Message size limits on both sides, and compression.</summary>
public sealed class LimitTests
{
    private static readonly Metadata Gzip = new() { { "grpc-internal-encoding-request", "gzip" } };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_MessageOverItsLimit_IsResourceExhausted(bool receive)
    {
        await using var server = await GrpcTestServer.StartAsync(options =>
        {
            if (receive)
                options.MaxReceiveMessageSize = 1000;
            else
                options.MaxSendMessageSize = 1000;
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new Interop.InteropClient(channel);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await client.EchoAsync(Zeros(1000)));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal(990, (await client.EchoAsync(Zeros(990))).Data.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_MessageOverItsLimit_IsResourceExhausted(bool receive)
    {
        await using var server = await GrpcTestServer.StartAsync();
        var options = receive ? new GrpcChannelOptions { MaxReceiveMessageSize = 1000 } : new GrpcChannelOptions { MaxSendMessageSize = 1000 };
        using var channel = GrpcChannel.ForAddress(server.Address, options);
        var client = new Interop.InteropClient(channel);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await client.EchoAsync(Zeros(1000)));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal(990, (await client.EchoAsync(Zeros(990))).Data.Length);
    }

    [Fact]
    public async Task Gzip_BothWays_CarriesEmptySmallLargeAndRandomMessages()
    {
        await using var server = await GrpcTestServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new Interop.InteropClient(channel);
        var random = new byte[100_000];
        new Random(17).NextBytes(random);

        foreach (var payload in new[] { new Payload(), Zeros(1), Zeros(1_000_000), new Payload { Data = ByteString.CopyFrom(random) } })
            Assert.Equal(payload, await client.EchoAsync(payload, Gzip));
    }

    [Fact]
    public async Task Gzip_BombOverTheLimit_IsResourceExhausted()
    {
        await using var server = await GrpcTestServer.StartAsync(options => options.MaxReceiveMessageSize = 100_000);
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new Interop.InteropClient(channel);

        // 3 MB of zeros are about 3 kB on the wire.
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await client.EchoAsync(Zeros(3_000_000), Gzip));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    private static Payload Zeros(int bytes) => new() { Data = ByteString.CopyFrom(new byte[bytes]) };
}
