using System.Text.Json;

namespace RobotPolicy.Inference.Goals.Tokenization;

/// <summary>Tokens that are found in the text as they are, before anything else looks at it.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<string, long> _ids = [];

    public static AddedTokens Read(JsonElement root)
    {
        var added = new AddedTokens();
        if (root.TryGetProperty("added_tokens", out var list) && list.ValueKind == JsonValueKind.Array)
            foreach (var item in list.EnumerateArray())
                if (item.GetProperty("content").GetString() is { Length: > 0 } content)
                    added._ids[content] = item.GetProperty("id").GetInt64();
        return added;
    }

    public long? Find(string content) => _ids.TryGetValue(content, out var id) ? id : null;

    /// <summary>The text between such tokens, and the tokens; at one place the longest counts.</summary>
    public IEnumerable<(string Text, long? Id)> Split(string text)
    {
        var start = 0;
        for (var at = 0; at < text.Length;)
        {
            var found = _ids.Keys.Where(k => string.CompareOrdinal(text, at, k, 0, k.Length) == 0).MaxBy(k => k.Length);
            if (found is null)
            {
                at++;
                continue;
            }

            if (at > start)
                yield return (text[start..at], null);
            yield return ("", _ids[found]);
            at += found.Length;
            start = at;
        }

        if (start < text.Length)
            yield return (text[start..], null);
    }
}
