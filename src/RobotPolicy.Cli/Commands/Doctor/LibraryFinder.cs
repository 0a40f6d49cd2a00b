using System.Text;

namespace RobotPolicy.Cli.Commands.Doctor;

/// <summary>Looks for shared libraries where the system's loader does, without loading any: a broken driver ends whoever loads it.</summary>
internal sealed class LibraryFinder(Machine machine)
{
    private static readonly string[] Folders =
    [
        "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
        "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib",
    ];

    private readonly Lazy<IReadOnlyList<string>> _cached = new(() => ReadCache(machine.Files.ReadBytes("/etc/ld.so.cache")));

    /// <summary>Path of a library; <see langword="null"/> if the loader would not find it.</summary>
    /// <param name="name">Its name, such as <c>liblz4.so.1</c>.</param>
    /// <param name="first">Folder to look in first of all.</param>
    public string? Find(string name, string? first = null)
    {
        string[] named = [.. first is null ? [] : new[] { first }, .. Split("LD_LIBRARY_PATH")];
        return named.Select(folder => Path.Join(folder, name))
            .Concat(_cached.Value.Where(path => path.EndsWith("/" + name, StringComparison.Ordinal)))
            .Concat(Folders.Select(folder => Path.Join(folder, name)))
            .FirstOrDefault(machine.Files.Exists);
    }

    /// <summary>Path of a program; <see langword="null"/> if the shell would not find it.</summary>
    public string? FindProgram(string name) => Split("PATH").Select(folder => Path.Join(folder, name)).FirstOrDefault(machine.Files.Exists);

    /// <summary>
    /// Paths in the loader's cache. Of its format it takes only that names and paths stand in it as strings, each with a zero at its end.
    /// </summary>
    internal static IReadOnlyList<string> ReadCache(byte[]? cache)
    {
        List<string> paths = [];
        foreach (var range in (cache ?? []).AsSpan().Split((byte)0))
        {
            var text = cache.AsSpan()[range];
            var at = text.IndexOf((byte)'/');
            if (at >= 0 && text.IndexOf(".so"u8) > at)
                paths.Add(Encoding.UTF8.GetString(text[at..]));
        }

        return paths;
    }

    private string[] Split(string variable) =>
        machine.Environment(variable)?.Split(':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
