namespace RobotPolicy.Inference.Goals.Tokenization;

/// <summary>Splits a word into tokens. Any thread.</summary>
internal interface ITokenModel
{
    /// <summary>Id of a token, or <see langword="null"/>.</summary>
    long? Find(string token);

    /// <summary>Adds the ids of a word's tokens.</summary>
    void Encode(string word, List<long> ids);
}
