using System.Runtime.Versioning;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Sessions;

namespace RobotPolicy.Tests.Sessions;

[SupportedOSPlatform("linux")]
public sealed class AccessFileTests : IDisposable
{
    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Parse_ReadsTokensAndCertificates()
    {
        var errors = new List<string>();

        var entries = AccessFile.Parse(
            $"# people\n\ntoken alice operator sha256={Hash} expires=2027-01-31T00:00:00Z\r\n  certificate bench-2  Supervisor\n", "f", errors);

        Assert.Empty(errors);
        Assert.Equal(
            [("alice", Role.Operator, Hash, "2027-01-31"), ("bench-2", Role.Supervisor, "", "")],
            entries!.Select(entry => (
                entry.Subject,
                entry.Role,
                entry.TokenHash is null ? "" : Convert.ToHexStringLower(entry.TokenHash),
                entry.ExpiresAt is { } end ? end.ToString("yyyy-MM-dd") : "")));
    }

    [Theory]
    [InlineData("user alice operator", "f:1: expected a line that begins with token or certificate, actual 'user'")]
    [InlineData("token alice", "f:1: expected 'token <subject> <role>', actual 2 words")]
    [InlineData("token alice boss sha256=" + Hash, "f:1: role: expected one of viewer, operator, supervisor, actual 'boss'")]
    [InlineData("token alice viewer", "f:1: sha256: expected sha256=<64 hexadecimal digits>, actual nothing")]
    [InlineData("token alice viewer sha256=abc", "f:1: sha256: expected 64 hexadecimal digits, actual 3 characters")]
    [InlineData("certificate alice viewer sha256=" + Hash, "f:1: sha256: expected nothing for a certificate, actual a hash")]
    [InlineData("token a viewer expires=soon sha256=" + Hash, "f:1: expires: expected a date such as 2027-01-31T00:00:00Z, actual 'soon'")]
    [InlineData("token a viewer secret=1 sha256=" + Hash, "f:1: expected sha256=… or expires=…, actual 'secret'")]
    [InlineData("certificate a viewer\ncertificate a operator", "f:2: expected each token and certificate once, actual: it stands above too")]
    public void Parse_NamesWhatIsWrong(string text, string expected)
    {
        var errors = new List<string>();

        Assert.Null(AccessFile.Parse(text, "f", errors));
        Assert.Equal([expected], errors);
    }

    [Fact]
    public void Parse_ReportsAllLinesAndNeverATokenThatWasPastedInPlaceOfItsHash()
    {
        var errors = new List<string>();
        var (token, _) = BearerToken.Create("alice", Role.Viewer, null);

        AccessFile.Parse($"token alice viewer {token}\ntoken bob viewer sha256={token[..40]}\n{token}", "f", errors);

        Assert.Equal(4, errors.Count);
        Assert.All(errors, error => Assert.DoesNotContain(token[..12], error));
    }

    [Fact]
    public void Create_MakesALineThatTheFileReads()
    {
        var errors = new List<string>();
        var end = new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

        var (token, line) = BearerToken.Create("alice", Role.Supervisor, end);
        var entry = Assert.Single(AccessFile.Parse(line, "f", errors)!);

        Assert.Equal(("alice", Role.Supervisor, end), (entry.Subject, entry.Role, entry.ExpiresAt));
        Assert.Equal(BearerToken.Hash(token), entry.TokenHash);
        Assert.DoesNotContain(token, line);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherWrite, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupWrite, false)]
    public void Load_RefusesAFileThatOthersMayReadOrWrite(UnixFileMode mode, bool accepted)
    {
        File.WriteAllText(_path, "certificate a viewer");
        File.SetUnixFileMode(_path, mode);
        var errors = new List<string>();

        Assert.Equal(accepted, AccessFile.Load(_path, errors) is not null);
        if (!accepted)
            Assert.Equal([$"{_path}: expected a file that only its owner may write and that others may not read (chmod 600)"], errors);
    }

    [Fact]
    public void Load_RefusesWhatIsTooLargeOrNotThere()
    {
        File.WriteAllText(_path, new string('#', AccessFile.MaxBytes + 1));
        var errors = new List<string>();

        Assert.Null(AccessFile.Load(_path, errors));
        Assert.Null(AccessFile.Load(_path + ".no", errors));
        Assert.Equal(2, errors.Count);
    }
}
