namespace RobotPolicy.Inference.Goals.Tokenization;

/// <summary>One token for each word of the vocabulary.</summary>
internal sealed class WordLevelModel(Dictionary<string, long> vocabulary, long? unknown) : ITokenModel
{
    public long? Find(string token) => vocabulary.TryGetValue(token, out var id) ? id : null;

    public void Encode(string word, List<long> ids)
    {
        if ((Find(word) ?? unknown) is { } id)
            ids.Add(id);
    }
}
