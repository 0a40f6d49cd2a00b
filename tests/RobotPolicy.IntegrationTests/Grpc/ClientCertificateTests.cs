using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.IntegrationTests.Grpc.Protos;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>Client certificates, required or allowed, and the identity that a handler sees.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly X509Certificate2 _ours;

    public ClientCertificateTests() => _ours = _authority.Issue("server");

    public void Dispose()
    {
        _ours.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("cell-4.example", "x509_subject_alternative_name", "cell-4.example")]
    [InlineData(null, "x509_common_name", "operator")]
    public async Task Required_Shown_IsTheIdentityOfThePeer(string? dnsName, string property, string identity)
    {
        await using var server = await GrpcTestServer.StartAsync(certificate: _ours, https: Tls.Require(_authority));
        using var certificate = _authority.Issue("operator", dnsName);

        await EchoAsync(server, certificate);

        var context = Assert.Single(server.Probe.Peers);
        Assert.True(context.IsPeerAuthenticated);
        Assert.Equal(property, context.PeerIdentityPropertyName);
        Assert.Equal(identity, Assert.Single(context.PeerIdentity).Value);
        Assert.Equal("operator", Assert.Single(context.FindPropertiesByName("x509_common_name")).Value);
    }

    [Fact]
    public async Task Required_MissingOrOfAnotherAuthority_IsUnavailable()
    {
        await using var server = await GrpcTestServer.StartAsync(certificate: _ours, https: Tls.Require(_authority));
        using var other = new TestAuthority();
        using var foreign = other.Issue("operator");

        foreach (var certificate in new[] { null, foreign })
        {
            var failure = await Assert.ThrowsAsync<RpcException>(() => EchoAsync(server, certificate));
            Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        }

        Assert.Empty(server.Probe.Peers);
    }

    [Fact]
    public async Task Allowed_Missing_IsAPeerWithoutIdentity()
    {
        await using var server = await GrpcTestServer.StartAsync(certificate: _ours, https: Tls.Allow(_authority));
        using var certificate = _authority.Issue("operator");

        await EchoAsync(server, null);
        await EchoAsync(server, certificate);

        Assert.Equal([false, true], server.Probe.Peers.Select(context => context.IsPeerAuthenticated));
        Assert.Empty(server.Probe.Peers.First().PeerIdentity);
    }

    [Fact]
    public async Task Allowed_OfAnotherAuthority_IsUnavailable()
    {
        await using var server = await GrpcTestServer.StartAsync(certificate: _ours, https: Tls.Allow(_authority));
        using var other = new TestAuthority();
        using var foreign = other.Issue("operator");

        var failure = await Assert.ThrowsAsync<RpcException>(() => EchoAsync(server, foreign));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    private async Task EchoAsync(GrpcTestServer server, X509Certificate2? certificate)
    {
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions
        {
            HttpHandler = _authority.CreateHandler(certificate),
            Credentials = ChannelCredentials.SecureSsl,
            DisposeHttpClient = true,
        });
        Assert.Equal(1, (await new Interop.InteropClient(channel).EchoAsync(new Payload { Number = 1 })).Number);
    }
}
