using System.Globalization;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Sessions;

/// <summary>
/// Reads access files, one entry per line; empty lines and lines that begin with # are skipped:
/// <code>
/// token alice operator sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 expires=2027-01-31T00:00:00Z
/// certificate bench-2 operator
/// </code>
/// A certificate is named by its common name; one that is not listed gets its role from its organisational unit.
/// </summary>
public static class AccessFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int HashBytes = 32;
    private const int MaxSubject = 64;
    private const UnixFileMode Forbidden =
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; nobody but its owner and group may read it, nobody but its owner may write it.</param>
    /// <param name="errors">Receives every problem as one sentence.</param>
    /// <returns>Its entries, or <see langword="null"/> if there are problems.</returns>
    public static IReadOnlyList<AccessEntry>? Load(string path, ICollection<string> errors)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Forbidden) != 0)
            {
                errors.Add($"{path}: expected a file that only its owner may write and that others may not read (chmod 600)");
                return null;
            }

            if (file.Length > MaxBytes)
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: expected at most {MaxBytes} bytes, actual {file.Length}"));
                return null;
            }

            using var reader = new StreamReader(file);
            return Parse(reader.ReadToEnd(), path, errors);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            errors.Add($"{path}: expected a readable file, actual: {exception.Message}");
            return null;
        }
    }

    /// <summary>Reads the lines of a file.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="file">Name of the file, for the sentences.</param>
    /// <param name="errors">Receives every problem as one sentence.</param>
    public static IReadOnlyList<AccessEntry>? Parse(string text, string file, ICollection<string> errors)
    {
        var before = errors.Count;
        List<AccessEntry> entries = [];
        HashSet<string> seen = [];
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
                continue;
            var problems = new List<string>();
            var entry = ReadLine(words, problems);
            var key = entry?.TokenHash is { } hash ? Convert.ToHexString(hash) : "certificate " + entry?.Subject;
            if (problems.Count == 0 && !seen.Add(key))
                problems.Add("expected each token and certificate once, actual: it stands above too");
            foreach (var problem in problems)
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{file}:{number}: {problem}"));
            if (problems.Count == 0)
                entries.Add(entry!);
        }

        return errors.Count == before ? entries : null;
    }

    private static AccessEntry? ReadLine(string[] words, List<string> problems)
    {
        if (words[0] is not ("token" or "certificate"))
        {
            problems.Add($"expected a line that begins with token or certificate, actual '{Shorten(words[0])}'");
            return null;
        }

        if (words.Length < 3)
        {
            problems.Add($"expected '{words[0]} <subject> <role>', actual {words.Length} words");
            return null;
        }

        if (words[1].Length > MaxSubject || words[1].Any(char.IsControl))
            problems.Add($"subject: expected at most {MaxSubject} printable characters, actual '{Shorten(words[1])}'");
        if (!Roles.TryParse(words[2], out var role))
            problems.Add($"role: expected one of {Roles.Names}, actual '{Shorten(words[2])}'");
        byte[]? hash = null;
        DateTimeOffset? expiresAt = null;
        foreach (var word in words.AsSpan(3))
            ReadOption(word, ref hash, ref expiresAt, problems);
        var isToken = words[0] == "token";
        if (isToken && hash is null)
            problems.Add("sha256: expected sha256=<64 hexadecimal digits>, actual nothing");
        if (!isToken && hash is not null)
            problems.Add("sha256: expected nothing for a certificate, actual a hash");
        return new AccessEntry(words[1], role, hash, expiresAt);
    }

    private static void ReadOption(string word, ref byte[]? hash, ref DateTimeOffset? expiresAt, List<string> problems)
    {
        var (name, value) = word.IndexOf('=') is var at and >= 0 ? (word[..at], word[(at + 1)..]) : (word, "");
        switch (name)
        {
            case "sha256" when value.Length == 2 * HashBytes && value.All(char.IsAsciiHexDigit):
                hash = Convert.FromHexString(value);
                break;
            case "sha256":
                problems.Add($"sha256: expected 64 hexadecimal digits, actual {value.Length} characters");
                hash = [];
                break;
            case "expires" when DateTimeOffset.TryParse(
                value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var end):
                expiresAt = end;
                break;
            case "expires":
                problems.Add($"expires: expected a date such as 2027-01-31T00:00:00Z, actual '{Shorten(value)}'");
                break;
            default:
                problems.Add($"expected sha256=… or expires=…, actual '{Shorten(name)}'");
                break;
        }
    }

    // A token that was pasted in place of its hash must not reach the log.
    private static string Shorten(string text) => text.Length > 20 ? text[..8] + "…" : text;
}
