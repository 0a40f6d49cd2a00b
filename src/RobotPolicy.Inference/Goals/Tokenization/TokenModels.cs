using System.Text.Json;

namespace RobotPolicy.Inference.Goals.Tokenization;

/// <summary>Reads the section <c>model</c> of a tokenizer file.</summary>
internal static class TokenModels
{
    public static ITokenModel? Read(JsonElement root, TokenizerProblems problems)
    {
        var json = root.GetProperty("model");

        // Older files leave the type out; only byte pairs have merges.
        var type = json.TryGetProperty("type", out var stated) ? stated.GetString() : json.TryGetProperty("merges", out _) ? "BPE" : "WordLevel";
        if (type is not ("WordLevel" or "WordPiece" or "BPE"))
        {
            problems.Fail("model.type", "WordLevel, WordPiece or BPE", type ?? "nothing");
            return null;
        }

        var vocabulary = new Dictionary<string, long>();
        foreach (var entry in json.GetProperty("vocab").EnumerateObject())
            vocabulary[entry.Name] = entry.Value.GetInt64();
        var unknownName = json.TryGetProperty("unk_token", out var unknown) && unknown.ValueKind == JsonValueKind.String ? unknown.GetString() : null;
        long? unknownId = unknownName is not null && vocabulary.TryGetValue(unknownName, out var id) ? id : null;
        if (unknownName is not null && unknownId is null)
            problems.Fail("model.unk_token", "a token of the vocabulary", unknownName);
        return type switch
        {
            "WordLevel" => new WordLevelModel(vocabulary, unknownId),
            "WordPiece" => new WordPieceModel(
                vocabulary, unknownId, Text(json, "continuing_subword_prefix") ?? "##", json.TryGetProperty("max_input_chars_per_word", out var max) ? max.GetInt32() : 100),
            _ => new BytePairModel(vocabulary, Merges(json), unknownId, Text(json, "end_of_word_suffix") ?? "", Text(json, "continuing_subword_prefix") ?? ""),
        };
    }

    /// <summary>Pairs in the order of their rank; newer files write them as arrays, older ones with a space between.</summary>
    private static Dictionary<(string, string), int> Merges(JsonElement json)
    {
        var merges = new Dictionary<(string, string), int>();
        foreach (var merge in json.GetProperty("merges").EnumerateArray())
        {
            var (left, right) = merge.ValueKind == JsonValueKind.Array
                ? (merge[0].GetString()!, merge[1].GetString()!)
                : Cut(merge.GetString()!);
            merges.TryAdd((left, right), merges.Count);
        }

        return merges;
    }

    private static (string, string) Cut(string pair)
    {
        var space = pair.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 ? (pair[..space], pair[(space + 1)..]) : throw new FormatException($"'{pair}' is no pair of tokens");
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
