namespace RobotPolicy.Inference.Packages;

/// <summary>
/// Finds files that a package names. A name never leaves the package folder: not by an absolute path, not by <c>..</c>, and
/// not through a symbolic link.
/// </summary>
internal sealed class PackageFiles
{
    private const int MaxLinks = 40;
    private readonly Dictionary<string, string> _found = [];
    private readonly string _root;

    public PackageFiles(string folder)
    {
        Folder = Path.GetFullPath(folder);
        _root = RealPath(Folder) ?? Folder;
    }

    /// <summary>Absolute path of the package folder.</summary>
    public string Folder { get; }

    /// <summary>Files that were found, by the names that the package has for them.</summary>
    public IReadOnlyDictionary<string, string> Found => _found;

    /// <summary>Absolute path of a file of the package that exists, is not empty and not too large; else <see langword="null"/> and an error.</summary>
    /// <param name="name">Path relative to the package folder, as the package states it.</param>
    /// <param name="file">File that names it, for the error.</param>
    /// <param name="field">Field that names it, for the error.</param>
    /// <param name="maxBytes">Largest acceptable size.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public string? Find(string name, string file, string field, long maxBytes, ICollection<PackageError> errors)
    {
        if (Locate(name, file, field, errors) is not { } real)
            return null;

        void Fail(string expected, string actual) =>
            errors.Add(new PackageError { File = file, Field = field, Expected = expected, Actual = actual });

        var info = new FileInfo(real);
        if (!info.Exists)
        {
            Fail("an existing file", $"{ErrorText.Quote(name)}, which does not exist");
            return null;
        }

        // A pipe or a device has length 0 too; it is never opened.
        if (info.Length == 0 || info.Length > maxBytes)
        {
            Fail($"a file of 1 to {maxBytes} bytes", $"{ErrorText.Quote(name)} with {info.Length} bytes");
            return null;
        }

        _found[name] = real;
        return real;
    }

    /// <summary>Absolute path of a file of the package that need not exist; <see langword="null"/> and an error where it would lie elsewhere.</summary>
    /// <param name="name">Path relative to the package folder, as the package states it.</param>
    /// <param name="file">File that names it, for the error.</param>
    /// <param name="field">Field that names it, for the error.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public string? Locate(string name, string file, string field, ICollection<PackageError> errors)
    {
        string? Fail(string actual)
        {
            errors.Add(new PackageError { File = file, Field = field, Expected = "a path inside the package folder", Actual = actual });
            return null;
        }

        if (string.IsNullOrWhiteSpace(name) || name.Contains('\0') || name.Contains('\\'))
            return Fail(ErrorText.Quote(name));
        if (Path.IsPathRooted(name))
            return Fail($"absolute path {ErrorText.Quote(name)}");
        if (name.Split('/').Contains(".."))
            return Fail($"{ErrorText.Quote(name)}, which climbs out of a folder");
        var real = RealPath(Path.Combine(Folder, name));
        return real is not null && real.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? real
            : Fail($"{ErrorText.Quote(name)}, which is a link that leaves it");
    }

    /// <summary>Resolves every link on the way, not only the last one; <see langword="null"/> if links go round in circles.</summary>
    private static string? RealPath(string path)
    {
        var pending = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var resolved = "/";
        var links = 0;
        while (pending.Count > 0)
        {
            var segment = pending.Pop();
            if (segment == ".")
                continue;

            if (segment == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? "/";
                continue;
            }

            var next = Path.Combine(resolved, segment);
            var target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                resolved = next;
                continue;
            }

            if (++links > MaxLinks)
                return null;

            if (Path.IsPathRooted(target))
                resolved = "/";
            foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
                pending.Push(part);
        }

        return resolved;
    }
}
