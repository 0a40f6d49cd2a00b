using System.Globalization;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands;

/// <summary>Numbers and joints as they are typed.</summary>
internal static class Arguments
{
    /// <summary>"0.1,-0.2" or "0.1 -0.2" as numbers. Throws a usage error that names the culprit.</summary>
    public static double[] Numbers(string text, string what)
    {
        var parts = text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0)
            throw CommandException.Usage($"{what}: expected numbers such as 0.1,-0.2, got nothing.");
        return [.. parts.Select(part => Number(part, what))];
    }

    /// <summary>
    /// Joint values: either "shoulder=0.1" "elbow=-0.2", which names joints, or one vector "0.1,-0.2,…" in the robot's order.
    /// </summary>
    public static (double[] Values, string[] Joints) Joints(IReadOnlyList<string> words, string what)
    {
        if (words.Any(word => word.Contains('=', StringComparison.Ordinal)))
        {
            var pairs = words.SelectMany(word => word.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(word => Pair(word, what)).ToList();
            if (pairs.GroupBy(pair => pair.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw CommandException.Usage($"{what}: the joint {twice.Key} is named twice.");
            return ([.. pairs.Select(pair => pair.Value)], [.. pairs.Select(pair => pair.Name)]);
        }

        return (Numbers(string.Join(',', words), what), []);
    }

    private static (string Name, double Value) Pair(string word, string what)
    {
        var at = word.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
            throw CommandException.Usage($"{what}: expected joint=value, got '{word}'.");
        return (word[..at].Trim(), Number(word[(at + 1)..], what));
    }

    // NaN is refused here, before anything compares it.
    private static double Number(string text, string what)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
            return value;
        throw CommandException.Usage($"{what}: expected a finite number, got '{text}'.");
    }
}
