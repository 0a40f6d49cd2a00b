using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RobotPolicy.IntegrationTests.Grpc.Protos;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>Calls over a Unix domain socket.</summary>
public sealed class UnixSocketTests
{
    [Fact]
    public async Task Call_ThroughASocketFile_Answers()
    {
        var folder = Directory.CreateTempSubdirectory("robotpolicy-uds-");
        var path = Path.Combine(folder.FullName, "api.sock");
        await using var server = await GrpcTestServer.StartAsync(
            kestrel: options => options.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http2));
        using var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(path, token) },
            DisposeHttpClient = true,
        });
        var client = new Interop.InteropClient(channel);

        Assert.Equal(5, (await client.EchoAsync(new Payload { Number = 5 })).Number);
        using var chat = client.Chat();
        await chat.RequestStream.WriteAsync(new Payload { Number = 6 });
        Assert.True(await chat.ResponseStream.MoveNext());
        Assert.Equal(6, chat.ResponseStream.Current.Number);

        await chat.RequestStream.CompleteAsync();
        Assert.False(await chat.ResponseStream.MoveNext());
        await server.StopAsync();
        folder.Delete(recursive: true);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(async () => await client.EchoAsync(new Payload()))).StatusCode);
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
