using System.Text.RegularExpressions;

namespace RobotPolicy.Tests.Cli;

/// <summary>What every page of ours keeps: well-formed, nothing fetched, nothing that runs, light and dark, no number that is none.</summary>
internal static partial class HtmlCheck
{
    private static readonly HashSet<string> Void = ["meta", "br"];

    public static void IsSound(string page)
    {
        var open = new Stack<string>();
        foreach (Match tag in Tags().Matches(page))
        {
            var name = tag.Groups[2].Value.ToLowerInvariant();
            if (tag.Groups[1].Length > 0)
                Assert.Equal(open.Pop(), name);
            else if (!Void.Contains(name) && !tag.Value.EndsWith("/>", StringComparison.Ordinal))
                open.Push(name);
        }

        Assert.Empty(open);
        Assert.DoesNotContain('<', Tags().Replace(page.Replace("<!doctype html>", "", StringComparison.Ordinal), ""));
        foreach (var word in new[] { "http:", "https:", "src=", "@import", "<script", "<link", "javascript:", "NaN", "Infinity", "∞" })
            Assert.DoesNotContain(word, page, StringComparison.OrdinalIgnoreCase);
        Assert.All(Urls().Matches(page), url => Assert.StartsWith("url(#", url.Value, StringComparison.Ordinal));
        Assert.Contains("color-scheme:light dark", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:\\s+[a-zA-Z-]+=\"[^\"<]*\")*\\s*/?>")]
    private static partial Regex Tags();

    [GeneratedRegex("url\\([^)]*\\)")]
    private static partial Regex Urls();
}
