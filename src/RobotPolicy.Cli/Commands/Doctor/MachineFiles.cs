using System.Globalization;

namespace RobotPolicy.Cli.Commands.Doctor;

/// <summary>The machine's files below a root folder, which a test makes up. What is not there or may not be read is nothing.</summary>
internal sealed class MachineFiles(string root)
{
    /// <summary>Whether a file or folder is there.</summary>
    public bool Exists(string path) => Path.Exists(InRoot(path));

    /// <summary>A file's text without white space around it; <see langword="null"/> if there is none.</summary>
    public string? Read(string path) => Try(() => File.ReadAllText(InRoot(path)).Trim());

    /// <summary>A file's bytes; <see langword="null"/> if there is none.</summary>
    public byte[]? ReadBytes(string path) => Try(() => File.ReadAllBytes(InRoot(path)));

    /// <summary>A file that holds a whole number; <see langword="null"/> if it holds none.</summary>
    public long? ReadNumber(string path) =>
        long.TryParse(Read(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Value of a line <c>name: value</c>, as most files of <c>/proc</c> have them; <see langword="null"/> if there is none.</summary>
    public string? ReadField(string path, string name) => Read(path)?.Split('\n')
        .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length..].TrimStart().StartsWith(':'))
        ?[name.Length..].Trim().TrimStart(':').Trim();

    /// <summary>Names of what is in a folder, in order; none if there is no folder.</summary>
    public IReadOnlyList<string> List(string path) =>
        Try(() => Directory.EnumerateFileSystemEntries(InRoot(path)).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal).ToArray()) ?? [];

    /// <summary>Name of the file that a link, or a chain of links, leads to; the file's own where it is none.</summary>
    public string TargetName(string path) =>
        Path.GetFileName(Try(() => File.ResolveLinkTarget(InRoot(path), returnFinalTarget: true)?.FullName) ?? path);

    private string InRoot(string path) => root == "/" ? path : Path.Join(root, path);

    private static T? Try<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
