using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using RobotPolicy.Api.V1;
using RobotPolicy.IntegrationTests.Grpc;
using RobotPolicy.IntegrationTests.Grpc.Protos;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Options;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Sessions;

/// <summary>Who is let in, over Kestrel with and without TLS.</summary>
[SupportedOSPlatform("linux")]
public sealed class AccessTests : IDisposable
{
    private readonly People _people = new();

    public void Dispose() => _people.Dispose();

    [Fact]
    public async Task Token_GivesSubjectAndRole()
    {
        await using var server = await ApiServer.StartAsync(_people.Options);
        using var channel = server.Connect();

        foreach (var (shown, subject, role) in new[] { (_people.Viewer, "vera", Role.Viewer), (_people.Supervisor, "sara", Role.Supervisor) })
        {
            var me = await new SessionService.SessionServiceClient(channel).WhoAmIAsync(new WhoAmIRequest(), shown);
            Assert.Equal((subject, role, "token"), (me.Subject, me.Role, me.Method));
        }
    }

    [Fact]
    public async Task WrongExpiredOrMissingToken_IsUnauthenticated_AndTheLogIsNotFlooded()
    {
        await using var server = await ApiServer.StartAsync(_people.Options);
        using var channel = server.Connect();
        var wrong = Shown.Token(new string('0', 64));

        for (var k = 0; k < 100; k++)
            Assert.Equal((StatusCode.Unauthenticated, "The token is unknown."), await FailAsync(channel, wrong));
        Assert.Equal((StatusCode.Unauthenticated, "The token of 'erik' has expired."), await FailAsync(channel, _people.Expired));
        Assert.Equal(
            (StatusCode.Unauthenticated, "Show who you are: metadata 'authorization: Bearer <token>', or a client certificate."),
            await FailAsync(channel, []));

        Assert.InRange(server.LogLines.Count(line => line.Contains("Refused", StringComparison.Ordinal)), 1, 10);
        Assert.DoesNotContain(server.LogLines, line => line.Contains("00000000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RoleThatIsTooLow_IsDenied_AndAViewerMayStillStop()
    {
        await using var server = await ApiServer.StartAsync(_people.Options);
        using var channel = server.Connect();

        var denied = await Assert.ThrowsAsync<RpcException>(
            () => new SessionService.SessionServiceClient(channel).AcquireLeaseAsync(new AcquireLeaseRequest(), _people.Viewer).ResponseAsync);
        var missing = await Assert.ThrowsAsync<RpcException>(
            () => new InterventionService.InterventionServiceClient(channel).TakeOverAsync(new TakeOverRequest(), _people.Operator).ResponseAsync);

        Assert.Equal(
            (StatusCode.PermissionDenied, "This needs the role operator; 'vera' has the role viewer."), (denied.StatusCode, denied.Status.Detail));
        Assert.Equal(
            (StatusCode.PermissionDenied, "This needs the lease: acquire it, and send its id as metadata 'lease-id'."),
            (missing.StatusCode, missing.Status.Detail));
        Assert.Equal(0, server.Behaviour.Entered.CurrentCount);
    }

    [Fact]
    public async Task LocalCaller_IsAnOperatorByDefault_ButNobodyWithAWrongToken()
    {
        await using var server = await ApiServer.StartAsync();
        using var channel = server.Connect();
        var sessions = new SessionService.SessionServiceClient(channel);

        var me = await sessions.WhoAmIAsync(new WhoAmIRequest());
        Assert.Equal(("local", Role.Operator, "loopback"), (me.Subject, me.Role, me.Method));
        Assert.True((await sessions.AcquireLeaseAsync(new AcquireLeaseRequest())).Held);
        Assert.Equal((StatusCode.Unauthenticated, "The token is unknown."), await FailAsync(channel, _people.Operator));
    }

    [Fact]
    public async Task HealthCheck_NeedsNothing()
    {
        await using var server = await ApiServer.StartAsync(_people.Options);
        using var channel = server.Connect();

        // Nobody has set a status in this test: what counts is that the service answers.
        var health = await Assert.ThrowsAsync<RpcException>(
            () => new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest()).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, health.StatusCode);
    }

    [Fact]
    public async Task MethodThatStandsInNoTable_IsRefusedToEverybody()
    {
        await using var server = await ApiServer.StartAsync(_people.Options);
        server.ExpectedError = "/robotpolicy.interop.Interop/Echo is mapped but stands in no access table";
        using var channel = server.Connect();

        var failure = await Assert.ThrowsAsync<RpcException>(
            () => new Interop.InteropClient(channel).EchoAsync(new Payload(), _people.Supervisor).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, failure.StatusCode);
        Assert.Contains(server.LogLines, line => line.Contains(server.ExpectedError, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TooManyStreamsOfOneSubject_AreExhausted_AndNobodyElseIsHindered()
    {
        await using var server = await ApiServer.StartAsync(_people.Options with { MaxStreamsPerSubject = 3 });
        using var channel = server.Connect();
        var sessions = new SessionService.SessionServiceClient(channel);
        var open = Enumerable.Range(0, 3).Select(_ => sessions.WatchLease(new WatchLeaseRequest(), _people.Viewer)).ToArray();
        foreach (var watch in open)
            Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));

        using var more = sessions.WatchLease(new WatchLeaseRequest(), _people.Viewer);
        var failure = await Assert.ThrowsAsync<RpcException>(() => more.ResponseStream.MoveNext(CancellationToken.None));
        using var other = sessions.WatchLease(new WatchLeaseRequest(), _people.Operator);

        Assert.Equal(
            (StatusCode.ResourceExhausted, "'vera' holds too many streams open; end one first."), (failure.StatusCode, failure.Status.Detail));
        Assert.True(await other.ResponseStream.MoveNext(CancellationToken.None));
        foreach (var watch in open)
            watch.Dispose();
        using var again = await UntilOpenAsync(sessions);
    }

    [Fact]
    public async Task OutsideLoopback_TheServiceShowsACertificateOfItsOwn_AndKeepsIt()
    {
        var options = _people.Options with { Listen = "0.0.0.0:0" };
        string? fingerprint = null;
        for (var start = 0; start < 2; start++)
        {
            await using var server = await ApiServer.StartAsync(options);
            using var handler = new SocketsHttpHandler();
            var seen = "";
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, problems) =>
            {
                seen = Convert.ToHexString(((X509Certificate2)certificate!).GetCertHash(HashAlgorithmName.SHA256));
                return problems == SslPolicyErrors.RemoteCertificateChainErrors; // its name fits; nobody has vouched for it
            };
            using var channel = server.Connect(handler);

            Assert.StartsWith("https://", server.Address, StringComparison.Ordinal);
            Assert.Equal("otto", (await new SessionService.SessionServiceClient(channel).WhoAmIAsync(new WhoAmIRequest(), _people.Operator)).Subject);
            Assert.Equal(seen, server.Endpoint.Fingerprint!.Replace(":", "", StringComparison.Ordinal));
            fingerprint ??= seen;
            Assert.Equal(fingerprint, seen);
        }

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(options.StateFolder, "api-key.pem")));
    }

    [Fact]
    public async Task PlainText_WhereTlsIsSpoken_GetsNoAnswer()
    {
        await using var server = await ApiServer.StartAsync(_people.Options with { Tls = TlsMode.On });
        using var channel = GrpcChannel.ForAddress(server.Address.Replace("https", "http", StringComparison.Ordinal));

        Assert.Equal(StatusCode.Unavailable, (await FailAsync(channel, _people.Operator)).Code);
    }

    [Fact]
    public async Task ClientCertificate_GivesItsRole_AndOneOfAnotherAuthorityNone()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        using var own = authority.Issue("server");
        authority.Save(_people.Folder, own);
        _people.AddLine("certificate listed supervisor");
        await using var server = await ApiServer.StartAsync(_people.Options with
        {
            TlsCertificateFile = Path.Combine(_people.Folder, "peer.pem"),
            TlsKeyFile = Path.Combine(_people.Folder, "peer.key"),
            ClientCaFile = Path.Combine(_people.Folder, "ca.pem"),
        });

        foreach (var (name, role) in new[] { ("bench-2, OU=operator", Role.Operator), ("listed", Role.Supervisor) })
        {
            using var certificate = authority.Issue(name);
            using var channel = server.Connect(authority.CreateHandler(certificate));
            var me = await new SessionService.SessionServiceClient(channel).WhoAmIAsync(new WhoAmIRequest());
            Assert.Equal((name.Split(',')[0], role, "certificate"), (me.Subject, me.Role, me.Method));
        }

        using var nameless = authority.Issue("nobody");
        using var withoutRole = server.Connect(authority.CreateHandler(nameless));
        Assert.Equal(StatusCode.Unauthenticated, (await FailAsync(withoutRole, [])).Code);
        using var foreign = other.Issue("bench-2, OU=supervisor");
        using var stranger = server.Connect(authority.CreateHandler(foreign));
        Assert.Equal(StatusCode.Unavailable, (await FailAsync(stranger, [])).Code);
        using var bare = server.Connect(authority.CreateHandler());
        Assert.Equal(StatusCode.Unauthenticated, (await FailAsync(bare, [])).Code);
        Assert.Equal("otto", (await new SessionService.SessionServiceClient(bare).WhoAmIAsync(new WhoAmIRequest(), _people.Operator)).Subject);
    }

    [Fact]
    public async Task PortThatIsTaken_IsOneSentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var options = new ApiOptions { Listen = taken.LocalEndpoint.ToString()! };
        var endpoint = ApiEndpoint.Load(options, TimeProvider.System.GetUtcNow(), [])!;

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => ApiServer.StartAsync(options));

        Assert.Equal($"--listen: expected a free port, actual: something listens on {options.Listen} already", endpoint.ExplainFailure(failure));
        Assert.Null(endpoint.ExplainFailure(new InvalidOperationException()));
    }

    [Fact]
    public async Task ConsolesPortThatIsTaken_IsNamedAsTheConsoles()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var options = new ApiOptions { Listen = "127.0.0.1:0", Console = taken.LocalEndpoint.ToString()! };
        var endpoint = ApiEndpoint.Load(options, TimeProvider.System.GetUtcNow(), [])!;

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => ApiServer.StartAsync(options));

        Assert.Equal($"--console: expected a free port, actual: something listens on {options.Console} already", endpoint.ExplainFailure(failure));
    }

    [Fact]
    public void FilesThatAreNoCertificates_AreNamed()
    {
        var wrong = Path.Combine(_people.Folder, "wrong.pem");
        File.WriteAllText(wrong, "no certificate");
        var errors = new List<string>();

        Assert.Null(ApiEndpoint.Load(
            new ApiOptions { TlsCertificateFile = wrong, TlsKeyFile = wrong, ClientCaFile = wrong }, TimeProvider.System.GetUtcNow(), errors));

        Assert.Equal(["--tls-cert, --tls-key", "--client-ca"], errors.Select(error => error[..error.IndexOf(':')]));
    }

    private static async Task<(StatusCode Code, string Detail)> FailAsync(GrpcChannel channel, Metadata shown)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => new SessionService.SessionServiceClient(channel).WhoAmIAsync(new WhoAmIRequest(), shown).ResponseAsync);
        return (failure.StatusCode, failure.Status.Detail);
    }

    private async Task<AsyncServerStreamingCall<Lease>> UntilOpenAsync(SessionService.SessionServiceClient sessions)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var watch = sessions.WatchLease(new WatchLeaseRequest(), _people.Viewer);
            try
            {
                await watch.ResponseStream.MoveNext(limit.Token);
                return watch;
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.ResourceExhausted)
            {
                watch.Dispose();
                await Task.Delay(10, limit.Token);
            }
        }
    }
}
