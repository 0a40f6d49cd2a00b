using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RobotPolicy.IntegrationTests.Grpc.Protos;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>Responses that no correct server sends: each ends the call with a clean status.</summary>
public sealed class MalformedResponseTests
{
    private const int FuzzLimit = 4096;

    [Theory]
    [InlineData("", "0", StatusCode.Internal)] // OK without a message
    [InlineData("0000", "0", StatusCode.Internal)]
    [InlineData("0000000005AABB", "0", StatusCode.Internal)]
    [InlineData("0200000000", "0", StatusCode.Internal)]
    [InlineData("0100000000", "0", StatusCode.Internal)]
    [InlineData("00FFFFFFFF", "0", StatusCode.ResourceExhausted)]
    [InlineData("0000000001FF", "0", StatusCode.Internal)]
    [InlineData("00000000000000000000", "0", StatusCode.Internal)] // two messages
    [InlineData("0000000000", null, StatusCode.Unknown)] // no status
    [InlineData("0000000000", "", StatusCode.Unknown)]
    [InlineData("0000000000", "99", StatusCode.Unknown)]
    [InlineData("0000000000", "-1", StatusCode.Unknown)]
    [InlineData("0000000000", "5", StatusCode.NotFound)]
    [InlineData("0000000000", "0", StatusCode.OK)]
    public async Task Unary_Response_HasItsStatus(string hex, string? status, StatusCode expected)
    {
        Assert.Equal(expected, await CallAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.WriteAsync(Convert.FromHexString(hex));
            await http.Response.Body.FlushAsync();
            if (status is not null)
                http.Response.AppendTrailer("grpc-status", status);
        }));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "text/html", StatusCode.Unauthenticated)]
    [InlineData(HttpStatusCode.NotFound, "text/html", StatusCode.Unimplemented)]
    [InlineData(HttpStatusCode.BadGateway, "text/html", StatusCode.Unavailable)]
    [InlineData(HttpStatusCode.OK, "text/html", StatusCode.Unknown)]
    public async Task Unary_PlainHttpResponse_HasItsStatus(HttpStatusCode code, string type, StatusCode expected)
    {
        Assert.Equal(expected, await CallAsync(http =>
        {
            http.Response.StatusCode = (int)code;
            http.Response.ContentType = type;
            return http.Response.WriteAsync("<p>not gRPC</p>");
        }));
    }

    [Fact]
    public async Task Unary_MetadataIsNotBase64_IsInternal()
    {
        Assert.Equal(StatusCode.Internal, await CallAsync(http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["x-bin"] = "!!";
            http.Response.Headers["grpc-status"] = "0";
            return Task.CompletedTask;
        }));
    }

    [Fact]
    public async Task Unary_StreamReset_IsUnavailableOrInternal()
    {
        var status = await CallAsync(http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });

        Assert.Contains(status, new[] { StatusCode.Unavailable, StatusCode.Internal, StatusCode.Cancelled });
    }

    [Fact]
    public async Task Unary_DamagedFrames_HaveTheirStatus()
    {
        var fuzzer = new GrpcFrameFuzzer(seed: 12, FuzzLimit);
        var next = fuzzer.Next();
        await using var server = await StartAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-encoding"] = next.IsGzip ? "gzip" : "identity";
            await http.Response.Body.WriteAsync(next.Body);
            http.Response.AppendTrailer("grpc-status", "0");
        });
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = FuzzLimit });
        for (var i = 0; i < 400; i++)
        {
            var status = await CallAsync(channel);
            Assert.True(status == next.Expected, $"{next.Damage} ({i}): {status} instead of {next.Expected}");
            next = fuzzer.Next();
        }
    }

    [Fact]
    public async Task Tcp_AnswersOfRandomBytes_EndTheCallAsUnavailableOrInternal()
    {
        byte[] settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
        var random = new Random(77);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var channel = GrpcChannel.ForAddress($"http://{listener.LocalEndpoint}");
        for (var i = 0; i < 60; i++)
        {
            var call = CallAsync(channel);
            using (var peer = await listener.AcceptTcpClientAsync())
            {
                // Frames of stream 1 with random types, flags and payloads, after settings that are right, or noise from the start.
                var noise = new byte[random.Next(0, 200)];
                random.NextBytes(noise);
                byte[] frame = [0, 0, (byte)noise.Length, (byte)random.Next(10), (byte)random.Next(256), 0, 0, 0, 1, .. noise];
                await peer.GetStream().WriteAsync(i % 3 == 0 ? noise : [.. settings, .. frame]);
            }

            Assert.Contains(await call, new[] { StatusCode.Unavailable, StatusCode.Internal });
        }
    }

    private static async Task<StatusCode> CallAsync(RequestDelegate answer)
    {
        await using var server = await StartAsync(answer);
        using var channel = GrpcChannel.ForAddress(server.Address);
        return await CallAsync(channel);
    }

    private static Task<GrpcTestServer> StartAsync(RequestDelegate answer) =>
        GrpcTestServer.StartAsync(map: application => application.MapPost("/test.Raw/Call", answer));

    private static async Task<StatusCode> CallAsync(GrpcChannel channel)
    {
        var payload = Marshallers.Create<Payload>(message => message.ToByteArray(), bytes => Payload.Parser.ParseFrom(bytes));
        var method = new Method<Payload, Payload>(MethodType.Unary, "test.Raw", "Call", payload, payload);
        using var call = channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, new Payload());
        try
        {
            await call.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(20));
            return StatusCode.OK;
        }
        catch (RpcException exception)
        {
            Assert.Equal(exception.Status, call.GetStatus());
            return exception.StatusCode;
        }
    }
}
