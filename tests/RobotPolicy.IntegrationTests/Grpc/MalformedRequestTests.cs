using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.IntegrationTests.Grpc.Protos;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>Requests that no correct client sends: each gets a clean status, and the server goes on.</summary>
public sealed class MalformedRequestTests : IAsyncLifetime
{
    private const int FuzzLimit = 4096;
    private const string Echo = "/robotpolicy.interop.Interop/Echo";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly SocketsHttpHandler Handler = new() { UseProxy = false };

    private readonly HttpMessageInvoker _http = new(Handler, disposeHandler: false);
    private GrpcTestServer _server = null!;

    public async Task InitializeAsync() => _server = await GrpcTestServer.StartAsync();

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("", StatusCode.Internal)] // no message
    [InlineData("000000", StatusCode.Internal)] // half a prefix
    [InlineData("0000000005AABB", StatusCode.Internal)] // half a message
    [InlineData("0200000000", StatusCode.Internal)] // unknown flag
    [InlineData("FF00000000", StatusCode.Internal)]
    [InlineData("0100000000", StatusCode.Internal)] // compressed without an encoding
    [InlineData("00FFFFFFFF", StatusCode.ResourceExhausted)] // 4 GiB announced
    [InlineData("0000400001", StatusCode.ResourceExhausted)] // one byte over 4 MiB announced
    [InlineData("0000000001FF", StatusCode.Internal)] // not protobuf
    [InlineData("00000000000000000000", StatusCode.Internal)] // a second message
    [InlineData("0000000000", StatusCode.OK)]
    public async Task Unary_Frame_HasItsStatus(string hex, StatusCode expected)
    {
        var (status, _) = await PostAsync(Echo, Convert.FromHexString(hex));

        Assert.Equal(expected, status);
    }

    [Theory]
    [InlineData("0100000003AABBCC")] // not gzip
    [InlineData("010000000A1F8B0800000000000003")] // a header and nothing else
    public async Task Unary_BrokenGzip_IsInternal(string hex)
    {
        var (status, _) = await PostAsync(Echo, Convert.FromHexString(hex), ("grpc-encoding", "gzip"));

        Assert.Equal(StatusCode.Internal, status);
    }

    [Theory]
    [InlineData("grpc-encoding", "snappy", StatusCode.Unimplemented)]
    [InlineData("grpc-timeout", "soon", StatusCode.Internal)]
    [InlineData("grpc-timeout", "123456789S", StatusCode.Internal)]
    [InlineData("grpc-timeout", "-1S", StatusCode.Internal)]
    [InlineData("grpc-timeout", "99999999H", StatusCode.OK)] // eleven thousand years
    [InlineData("grpc-timeout", "0n", StatusCode.DeadlineExceeded)]
    [InlineData("x-echo-trailing-bin", "!", StatusCode.Internal)]
    [InlineData("x-echo-trailing-bin", "AQ==, Ag", StatusCode.OK)]
    public async Task Unary_Header_HasItsStatus(string name, string value, StatusCode expected)
    {
        var (status, _) = await PostAsync(name == "grpc-timeout" && expected == StatusCode.DeadlineExceeded
            ? "/robotpolicy.interop.Interop/Hang"
            : Echo, new byte[5], (name, value));

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task Unary_RandomBytes_AlwaysEndWithAStatus()
    {
        var random = new Random(4711);
        for (var i = 0; i < 300; i++)
        {
            var body = new byte[random.Next(0, 64)];
            random.NextBytes(body);
            if (body.Length >= 5 && i % 2 == 0)
                (body[0], body[1], body[2], body[3], body[4]) = ((byte)(i % 4 / 2), 0, 0, 0, (byte)(body.Length - 5));
            string[] methods = ["Echo", "Collect", "Repeat", "Chat"];
            var (status, _) = await PostAsync("/robotpolicy.interop.Interop/" + methods[i % 4], body, ("grpc-encoding", i % 3 == 0 ? "gzip" : "identity"));
            Assert.True(status.HasValue, $"body {i}: {Convert.ToHexString(body)}");
        }

        await AssertServesAsync(_server);
    }

    [Fact]
    public async Task Unary_DamagedFrames_HaveTheirStatus()
    {
        await using var server = await GrpcTestServer.StartAsync(options => options.MaxReceiveMessageSize = FuzzLimit);
        var fuzzer = new GrpcFrameFuzzer(seed: 11, FuzzLimit);
        for (var i = 0; i < 400; i++)
        {
            var (damage, body, isGzip, expected) = fuzzer.Next();
            var (status, _) = await PostAsync(server, Echo, body, ("grpc-encoding", isGzip ? "gzip" : "identity"));
            Assert.True(status == expected, $"{damage} ({i}): {status} instead of {expected}");
        }

        await AssertServesAsync(server);
    }

    [Fact]
    public async Task ContentTypeOfAnother_Is415()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _server.Address + Echo) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new StringContent("{}") };
        using var response = await _http.SendAsync(request, CancellationToken.None);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Tcp_GarbageAndCutConnections_DoNotStopTheServer()
    {
        var preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
        var random = new Random(99);
        for (var i = 0; i < 30; i++)
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(IPAddress.Loopback, _server.Port);
            var garbage = new byte[200];
            random.NextBytes(garbage);
            byte[] bytes = i % 3 == 0 ? garbage : [.. preface, 0, 0, 0, 4, 0, 0, 0, 0, 0, .. garbage];
            await tcp.GetStream().WriteAsync(bytes.AsMemory(0, random.Next(1, bytes.Length)));
        }

        await AssertServesAsync(_server);
    }

    private static async Task AssertServesAsync(GrpcTestServer server)
    {
        using var channel = GrpcChannel.ForAddress(server.Address);
        Assert.Equal(5, (await new Interop.InteropClient(channel).EchoAsync(new Payload { Number = 5 })).Number);
    }

    private Task<(StatusCode? Status, string Message)> PostAsync(string path, byte[] body, params (string Name, string Value)[] headers) =>
        PostAsync(_server, path, body, headers);

    private async Task<(StatusCode? Status, string Message)> PostAsync(
        GrpcTestServer server, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address + path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request, limit.Token);
        await response.Content.ReadAsByteArrayAsync(limit.Token);
        var source = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : response.Headers;
        return source.TryGetValues("grpc-status", out var status)
            ? ((StatusCode)int.Parse(status.Single(), System.Globalization.CultureInfo.InvariantCulture), source.TryGetValues("grpc-message", out var text) ? text.Single() : "")
            : (null, "");
    }
}
