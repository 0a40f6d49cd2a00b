namespace RobotPolicy.Inference.Goals.Tokenization;

/// <summary>Byte-pair encoding: characters, of which the pair with the lowest rank is merged until no pair is left that merges.</summary>
internal sealed class BytePairModel(
    Dictionary<string, long> vocabulary, Dictionary<(string, string), int> merges, long? unknown, string suffix, string prefix) : ITokenModel
{
    public long? Find(string token) => vocabulary.TryGetValue(token, out var id) ? id : null;

    public void Encode(string word, List<long> ids)
    {
        var parts = new List<string>();
        for (var i = 0; i < word.Length;)
        {
            var length = char.IsSurrogatePair(word, i) ? 2 : 1;
            parts.Add((i > 0 ? prefix : "") + word.Substring(i, length));
            i += length;
        }

        if (parts.Count == 0)
            return;
        parts[^1] += suffix;
        while (Best(parts) is { } at)
        {
            // A piece inside a word carries the prefix, which stands once in what is merged.
            parts[at] += parts[at + 1][(prefix.Length > 0 && parts[at + 1].StartsWith(prefix, StringComparison.Ordinal) ? prefix.Length : 0)..];
            parts.RemoveAt(at + 1);
        }

        foreach (var part in parts)
            if ((Find(part) ?? unknown) is { } id)
                ids.Add(id);
    }

    private int? Best(List<string> parts)
    {
        int? best = null;
        var lowest = int.MaxValue;
        for (var i = 0; i + 1 < parts.Count; i++)
            if (merges.TryGetValue((parts[i], parts[i + 1]), out var rank) && rank < lowest)
                (best, lowest) = (i, rank);
        return best;
    }
}
