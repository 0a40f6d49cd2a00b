namespace RobotPolicy.Inference.Goals.Tokenization;

/// <summary>The longest piece of the vocabulary first, then the longest of what is left; a word with a gap is unknown as a whole.</summary>
internal sealed class WordPieceModel(Dictionary<string, long> vocabulary, long? unknown, string prefix, int maxLength) : ITokenModel
{
    public long? Find(string token) => vocabulary.TryGetValue(token, out var id) ? id : null;

    public void Encode(string word, List<long> ids)
    {
        var before = ids.Count;
        for (var start = 0; start < word.Length && word.Length <= maxLength;)
        {
            var end = word.Length;
            while (end > start && !vocabulary.ContainsKey(Piece(word, start, end)))
                end--;
            if (end == start)
                break;
            ids.Add(vocabulary[Piece(word, start, end)]);
            start = end;
            if (start == word.Length)
                return;
        }

        ids.RemoveRange(before, ids.Count - before);
        if (unknown is { } id)
            ids.Add(id);
    }

    private string Piece(string word, int start, int end) => start == 0 ? word[..end] : prefix + word[start..end];
}
