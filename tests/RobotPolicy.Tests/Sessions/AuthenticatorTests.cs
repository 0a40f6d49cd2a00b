using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Sessions;

namespace RobotPolicy.Tests.Sessions;

[SupportedOSPlatform("linux")]
public sealed class AuthenticatorTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly string _path = Path.GetTempFileName();
    private readonly List<IReadOnlyList<string>> _reloads = [];
    private readonly string _alice;
    private readonly string _aliceLine;
    private readonly string _bob;
    private readonly string _bobLine;

    public AuthenticatorTests()
    {
        (_alice, _aliceLine) = BearerToken.Create("alice", Role.Operator, null);
        (_bob, _bobLine) = BearerToken.Create("bob", Role.Supervisor, _time.GetUtcNow().AddHours(1));
    }

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Token_OfTheFile_GivesSubjectAndRole()
    {
        var caller = Create(Role.Unspecified).Authenticate(Shown("Bearer " + _alice), out var why);

        Assert.Equal(("alice", Role.Operator, Caller.ByToken, ""), (caller!.Subject, caller.Role, caller.Method, why));
        Assert.DoesNotContain(_alice, caller.ToString());
    }

    [Fact]
    public void Token_ThatIsWrong_IsNobodyEvenOnLoopback()
    {
        var authenticator = Create(Role.Supervisor);
        var other = (_alice[0] == '0' ? '1' : '0') + _alice[1..];

        foreach (var token in new[] { other, "", "short", _alice + "0", _alice[..^1], new string('a', 10_000) })
        {
            Assert.Null(authenticator.Authenticate(Shown("Bearer " + token, IPAddress.Loopback), out var why));
            Assert.Equal("The token is unknown.", why);
        }

        Assert.Null(authenticator.Authenticate(Shown("Basic " + _alice, IPAddress.Loopback), out var scheme));
        Assert.Equal("The metadata 'authorization' must be 'Bearer <token>'.", scheme);
    }

    [Fact]
    public void Token_AfterItsEnd_IsNobody()
    {
        var authenticator = Create(Role.Unspecified);
        var caller = authenticator.Authenticate(Shown("bearer " + _bob), out _)!;
        Assert.True(authenticator.IsCurrent(caller));

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(authenticator.Authenticate(Shown("Bearer " + _bob), out var why));
        Assert.Equal("The token of 'bob' has expired.", why);
        Assert.False(authenticator.IsCurrent(caller));
    }

    [Theory]
    [InlineData("127.0.0.1", Role.Operator, true)]
    [InlineData("::1", Role.Viewer, true)]
    [InlineData("::ffff:127.0.0.1", Role.Operator, true)]
    [InlineData("127.0.0.1", Role.Unspecified, false)]
    [InlineData("192.168.1.2", Role.Operator, false)]
    [InlineData("::ffff:192.168.1.2", Role.Operator, false)]
    public void NothingShown_IsSomebodyOnlyOnLoopback(string remote, Role role, bool known)
    {
        var caller = Create(role).Authenticate(Shown(null, IPAddress.Parse(remote)), out var why);

        Assert.Equal(known ? role : null, caller?.Role);
        Assert.Equal(known ? "" : "Show who you are: metadata 'authorization: Bearer <token>', or a client certificate.", why);
    }

    [Theory]
    [InlineData("CN=bench, OU=operator", Role.Operator, "")]
    [InlineData("CN=bench, OU=Arms, OU=viewer", Role.Viewer, "")]
    [InlineData("CN=listed, OU=viewer", Role.Supervisor, "")]
    [InlineData("CN=bench, OU=viewer, OU=supervisor", Role.Unspecified, "The client certificate of 'bench' names no role: neither the access file nor its organisational unit does.")]
    [InlineData("CN=bench", Role.Unspecified, "The client certificate of 'bench' names no role: neither the access file nor its organisational unit does.")]
    [InlineData("OU=operator", Role.Unspecified, "The client certificate needs exactly one common name, of at most 64 printable characters.")]
    [InlineData("CN=a, CN=b, OU=operator", Role.Unspecified, "The client certificate needs exactly one common name, of at most 64 printable characters.")]
    [InlineData("CN=retired, OU=operator", Role.Unspecified, "The access of 'retired' has expired.")]
    public void Certificate_GivesTheRoleOfTheFileOrOfItsUnit(string name, Role role, string expected)
    {
        var authenticator = Create(Role.Supervisor, "certificate listed supervisor\ncertificate retired operator expires=2020-01-01");
        using var certificate = MakeCertificate(name, _time.GetUtcNow());

        var caller = authenticator.Authenticate(new Credentials(null, certificate, IPAddress.Loopback), out var why);

        Assert.Equal(expected, why);
        Assert.Equal(role, caller?.Role ?? Role.Unspecified);
        if (caller is not null)
            Assert.True(authenticator.IsCurrent(caller));
    }

    [Fact]
    public void Certificate_AfterItsEnd_IsNobody()
    {
        var authenticator = Create(Role.Supervisor);
        using var certificate = MakeCertificate("CN=bench, OU=operator", _time.GetUtcNow());
        var caller = authenticator.Authenticate(new Credentials(null, certificate, null), out _)!;

        _time.Advance(TimeSpan.FromDays(2));

        Assert.False(authenticator.IsCurrent(caller));
        Assert.Null(authenticator.Authenticate(new Credentials(null, certificate, IPAddress.Loopback), out var why));
        Assert.Equal("The client certificate has expired or is not valid yet.", why);
    }

    [Fact]
    public void File_ThatChanges_IsReadAgainWithinASecond()
    {
        var authenticator = Create(Role.Unspecified);
        var alice = authenticator.Authenticate(Shown("Bearer " + _alice), out _)!;

        Write(_bobLine, atSecond: 1);
        Assert.True(authenticator.IsCurrent(alice));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(authenticator.IsCurrent(alice));
        Assert.Null(authenticator.Authenticate(Shown("Bearer " + _alice), out _));
        Assert.NotNull(authenticator.Authenticate(Shown("Bearer " + _bob), out _));
        Assert.Equal([[]], _reloads);
    }

    [Fact]
    public void File_ThatBecomesUnusable_KeepsTheEntriesFromBeforeAndSaysSoOnce()
    {
        var authenticator = Create(Role.Unspecified);

        Write("nonsense", atSecond: 1);
        for (var k = 0; k < 3; k++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.NotNull(authenticator.Authenticate(Shown("Bearer " + _alice), out _));
        }

        Assert.Equal([[$"{_path}:1: expected a line that begins with token or certificate, actual 'nonsense'"]], _reloads);
    }

    [Fact]
    public void ARoleThatChanges_EndsWhatWasLetInWithTheOldOne()
    {
        var authenticator = Create(Role.Unspecified);
        var alice = authenticator.Authenticate(Shown("Bearer " + _alice), out _)!;

        Write(_aliceLine.Replace("operator", "viewer"), atSecond: 1);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(authenticator.IsCurrent(alice));
        Assert.Equal(Role.Viewer, authenticator.Authenticate(Shown("Bearer " + _alice), out _)!.Role);
    }

    private static Credentials Shown(string? authorization, IPAddress? remote = null) => new(authorization, null, remote);

    private static X509Certificate2 MakeCertificate(string name, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private Authenticator Create(Role loopbackRole, string more = "")
    {
        Write($"{_aliceLine}\n{_bobLine}\n{more}", atSecond: 0);
        var errors = new List<string>();
        var entries = AccessFile.Load(_path, errors);
        Assert.Empty(errors);
        return new Authenticator(new AccessList(_path, entries!, _time, _reloads.Add), loopbackRole, _time);
    }

    // The file system's own stamps may be too coarse to tell two writes of one test apart.
    private void Write(string text, int atSecond)
    {
        File.WriteAllText(_path, text);
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetLastWriteTimeUtc(_path, new DateTime(2026, 1, 1, 0, 0, atSecond, DateTimeKind.Utc));
    }
}
