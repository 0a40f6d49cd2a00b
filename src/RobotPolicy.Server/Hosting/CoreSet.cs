using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RobotPolicy.Server.Hosting;

/// <summary>A set of processor cores, written as the kernel writes it: <c>0,2-3</c>. Immutable.</summary>
public sealed class CoreSet : IEquatable<CoreSet>
{
    /// <summary>Largest number of a core that a set can hold.</summary>
    public const int MaxCore = 1023;

    private const int BitsPerWord = 64;

    private readonly ulong[] _words = new ulong[(MaxCore + 1) / BitsPerWord];

    /// <summary>A set of these cores, each 0…<see cref="MaxCore"/>.</summary>
    public CoreSet(params IEnumerable<int> cores)
    {
        ArgumentNullException.ThrowIfNull(cores);
        foreach (var core in cores)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(core, nameof(cores));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(core, MaxCore, nameof(cores));
            _words[core / BitsPerWord] |= 1UL << (core % BitsPerWord);
        }
    }

    /// <summary>Every core that a machine can have.</summary>
    public static CoreSet All { get; } = new(Enumerable.Range(0, MaxCore + 1));

    /// <summary>Whether no core is in it.</summary>
    public bool IsEmpty => _words.All(word => word == 0);

    /// <summary>One bit for each core, as <c>sched_setaffinity</c> takes them.</summary>
    internal ReadOnlySpan<ulong> Mask => _words;

    /// <summary>Reads a list such as <c>0,2-3</c>; an empty one is a set of nothing.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CoreSet? set)
    {
        set = null;
        if (text is null)
            return false;
        List<int> cores = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('-', StringComparison.Ordinal);
            if (!TryRead(at < 0 ? part : part[..at], out var first) || !TryRead(part[(at + 1)..], out var last) || last < first)
                return false;
            cores.AddRange(Enumerable.Range(first, last - first + 1));
        }

        set = new CoreSet(cores);
        return true;
    }

    /// <summary>Whether a core is in it.</summary>
    public bool Contains(int core) => core is >= 0 and <= MaxCore && (_words[core / BitsPerWord] & (1UL << (core % BitsPerWord))) != 0;

    /// <summary>The cores that are in both.</summary>
    public CoreSet And(CoreSet other) => new(Cores().Where(other.Contains));

    /// <summary>The cores that are not in the other.</summary>
    public CoreSet Except(CoreSet other) => new(Cores().Where(core => !other.Contains(core)));

    /// <inheritdoc/>
    public bool Equals(CoreSet? other) => other is not null && _words.AsSpan().SequenceEqual(other._words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CoreSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var word in _words)
            hash.Add(word);
        return hash.ToHashCode();
    }

    /// <summary>The list, with ranges where cores follow each other; empty for none.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        for (var core = 0; core <= MaxCore; core++)
        {
            if (!Contains(core))
                continue;
            var first = core;
            while (Contains(core + 1))
                core++;
            parts.Add(first == core ? Text(first) : $"{Text(first)}-{Text(core)}");
        }

        return string.Join(',', parts);
    }

    private IEnumerable<int> Cores() => Enumerable.Range(0, MaxCore + 1).Where(Contains);

    private static bool TryRead(string text, out int core) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out core) && core <= MaxCore;

    private static string Text(int core) => core.ToString(CultureInfo.InvariantCulture);
}
