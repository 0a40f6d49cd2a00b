using System.Runtime.Versioning;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Options;
using RobotPolicy.Server.Sessions;

namespace RobotPolicy.IntegrationTests.Sessions;

/// <summary>An access file with one person per role, and what each of them shows.</summary>
[SupportedOSPlatform("linux")]
internal sealed class People : IDisposable
{
    private readonly Dictionary<string, string> _lines = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("robotpolicy-people-");
    private int _writes;

    public People()
    {
        Viewer = Add("vera", Role.Viewer);
        Operator = Add("otto", Role.Operator);
        OtherOperator = Add("olga", Role.Operator);
        Supervisor = Add("sara", Role.Supervisor);
        Expired = Add("erik", Role.Supervisor, TimeProvider.System.GetUtcNow().AddDays(-1));
        Write();
    }

    public Metadata Viewer { get; }

    public Metadata Operator { get; }

    public Metadata OtherOperator { get; }

    public Metadata Supervisor { get; }

    public Metadata Expired { get; }

    public string Folder => _folder.FullName;

    public ApiOptions Options => new() { TokensFile = Path.Combine(Folder, "people"), StateFolder = Path.Combine(Folder, "state") };

    /// <summary>Takes somebody out of the file.</summary>
    public void Remove(string subject)
    {
        _lines.Remove(subject);
        Write();
    }

    /// <summary>Adds a line.</summary>
    public void AddLine(string line)
    {
        _lines[line] = line;
        Write();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Metadata Add(string subject, Role role, DateTimeOffset? end = null)
    {
        var (token, line) = BearerToken.Create(subject, role, end);
        _lines[subject] = line;
        return Shown.Token(token);
    }

    private void Write()
    {
        var file = Path.Combine(Folder, "people");
        File.WriteAllText(file + ".new", string.Join('\n', _lines.Values) + new string('\n', ++_writes));
        File.SetUnixFileMode(file + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(file + ".new", file, overwrite: true);
    }
}
