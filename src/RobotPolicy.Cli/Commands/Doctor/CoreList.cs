using System.Globalization;

namespace RobotPolicy.Cli.Commands.Doctor;

/// <summary>Lists of processor cores as the kernel writes them: <c>0,2-3</c>.</summary>
internal static class CoreList
{
    private const int MaxCores = 8192;

    /// <summary>The cores of a list, in order; none where it is missing or no list.</summary>
    public static IReadOnlyList<int> Read(string? list)
    {
        List<int> cores = [];
        foreach (var part in (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-');
            if (!TryRead(ends[0], out var first) || !TryRead(ends[^1], out var last) || last < first)
                return [];
            cores.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return cores;
    }

    private static bool TryRead(string text, out int core) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out core) && core < MaxCores;
}
