using System.Globalization;

namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>What the client of every independent peer must see on our server.</summary>
public abstract class PeerClientContract(GrpcPeer peer)
{
    private const int SlowMessages = 1000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly string[] Checks =
    [
        "unary", "metadata", "status", "client_stream", "server_stream", "duplex", "deadline", "unimplemented", "cancel", "too_large",
        "received_too_large",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_AllChecks_Pass(bool gzip)
    {
        await using var server = await GrpcTestServer.StartAsync(options => options.ResponseCompressionAlgorithm = gzip ? "gzip" : null);
        using var client = Start(server, "checks", gzip ? ["--gzip"] : []);

        var (exitCode, output) = await client.WaitAsync();

        Assert.True(exitCode == 0, output);
        Assert.Equal(Checks.Select(name => "ok " + name), output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(gzip, server.Probe.GzipRequests > 0);
        await server.Probe.HangCancelled.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task Client_MutualTls_ShowsItsIdentity()
    {
        using var authority = new TestAuthority();
        using var ours = authority.Issue("our server");
        using var theirs = authority.Issue("peer");
        await using var server = await GrpcTestServer.StartAsync(certificate: ours, https: Tls.Require(authority));
        using var folder = new Tls.Folder(authority, theirs);
        using var client = Start(server, "checks", ["--tls", folder.Path]);

        var (exitCode, output) = await client.WaitAsync();

        Assert.True(exitCode == 0, output);
        Assert.All(server.Probe.Peers, context => Assert.Equal("peer", Assert.Single(context.FindPropertiesByName("x509_common_name")).Value));
        Assert.NotEmpty(server.Probe.Peers);
    }

    [Fact]
    public async Task Client_DoesNotRead_HoldsTheHandlerBack()
    {
        await using var server = await GrpcTestServer.StartAsync();
        using var client = Start(server, "slow");
        Assert.Equal("paused", await client.ReadLineAsync());
        var last = -1;
        while (last != server.Probe.Sent)
        {
            last = server.Probe.Sent;
            await Task.Delay(300);
        }

        Assert.InRange(last, 1, SlowMessages / 2);
        client.Say("go");
        Assert.Equal($"read {SlowMessages}", await client.ReadLineAsync());
    }

    [Fact]
    public async Task Client_OurServerStops_EndsItsCallAndSeesUnavailable()
    {
        await using var server = await GrpcTestServer.StartAsync();
        using var client = Start(server, "chat");
        Assert.Equal("open", await client.ReadLineAsync());

        var stop = await server.BeginStopAsync();
        client.Say("go");

        Assert.Equal("chat ok", await client.ReadLineAsync());
        Assert.Equal("next 14", await client.ReadLineAsync());
        await stop.WaitAsync(Limit);
    }

    [Fact]
    public async Task Client_Killed_FiresTheHandlersToken()
    {
        await using var server = await GrpcTestServer.StartAsync();
        using var client = Start(server, "hang");
        await server.Probe.HangStarted.Task.WaitAsync(Limit);

        client.Kill();

        await server.Probe.HangCancelled.Task.WaitAsync(Limit);
    }

    private PeerProcess Start(GrpcTestServer server, string mode, params IEnumerable<string> options) =>
        peer.Start("client", [server.Port.ToString(CultureInfo.InvariantCulture), mode, .. options]);
}
