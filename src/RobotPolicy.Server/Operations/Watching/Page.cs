using System.Globalization;

namespace RobotPolicy.Server.Operations.Watching;

/// <summary>A part of a list that is newest first, and where the next part begins.</summary>
/// <param name="Items">The items.</param>
/// <param name="NextToken">To be given back for the next part; empty on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string NextToken);

/// <summary>Cuts lists into pages. A token is the number of the last item shown, so that new items shift nothing.</summary>
public static class Page
{
    /// <summary>Items on a page where the caller does not say.</summary>
    public const int DefaultSize = 50;

    /// <summary>Most items on a page.</summary>
    public const int MaxSize = 1000;

    /// <summary>Cuts one page.</summary>
    /// <param name="items">Items with falling numbers.</param>
    /// <param name="number">Number of an item.</param>
    /// <param name="size">Items wanted; 0 for the default.</param>
    /// <param name="token">From the page before, or empty.</param>
    /// <exception cref="OperationException">The token is none, or the size is out of range.</exception>
    public static Page<T> Cut<T>(IEnumerable<T> items, Func<T, long> number, int size, string token)
    {
        if (size is < 0 or > MaxSize)
            throw OperationException.Invalid("page_size", $"0…{MaxSize}", size);
        var before = long.MaxValue;
        if (token.Length > 0 && !long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            throw OperationException.Invalid("page_token", "a token from an answer", token);
        var wanted = size == 0 ? DefaultSize : size;
        var page = items.Where(item => number(item) < before).Take(wanted + 1).ToList();
        if (page.Count <= wanted)
            return new Page<T>(page, "");
        page.RemoveAt(wanted);
        return new Page<T>(page, number(page[^1]).ToString(CultureInfo.InvariantCulture));
    }
}
