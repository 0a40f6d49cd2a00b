namespace RobotPolicy.Cli.Commands;

/// <summary>Lists that come in pages.</summary>
internal static class Pages
{
    private const int LargestPage = 1000;

    /// <summary>Fetches pages until there are <paramref name="limit"/> elements or no more. The fetcher gets a size and a page token.</summary>
    public static async Task<IReadOnlyList<T>> CollectAsync<T>(int limit, Func<int, string, Task<(IEnumerable<T> Elements, string Next)>> fetch)
    {
        var all = new List<T>();
        var token = "";
        do
        {
            var (elements, next) = await fetch(Math.Clamp(limit - all.Count, 1, LargestPage), token).ConfigureAwait(false);
            all.AddRange(elements);
            token = next;
        }
        while (token.Length > 0 && all.Count < limit);
        return all.Count > limit ? all[..limit] : all;
    }
}
