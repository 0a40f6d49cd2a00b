using System.Text.Json;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Goals.Tokenization;

/// <summary>
/// A tokenizer as Hugging Face's tokenizers library writes it (<c>tokenizer.json</c>): text is normalised, split into words, the
/// words into tokens, and special tokens are put around them. What the file asks for and is not known here is an error at load, never
/// left out: other ids than in training would be a silently different goal. Immutable; any thread.
/// </summary>
internal sealed class TokenizerFile
{
    private readonly TextNormalizer _normalizer;
    private readonly WordSplitter _splitter;
    private readonly ITokenModel _model;
    private readonly TokenTemplate _template;
    private readonly AddedTokens _added;

    private TokenizerFile(TextNormalizer normalizer, WordSplitter splitter, ITokenModel model, TokenTemplate template, AddedTokens added, long paddingId)
    {
        (_normalizer, _splitter, _model, _template, _added) = (normalizer, splitter, model, template, added);
        PaddingId = paddingId;
    }

    /// <summary>Id that fills what the text leaves free.</summary>
    public long PaddingId { get; }

    /// <summary>Reads a tokenizer, or says everything in it that is not known.</summary>
    public static TokenizerFile? Read(byte[] utf8, string file, ICollection<PackageError> errors)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 32 });
            root = document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            errors.Add(new PackageError { File = file, Field = "$", Expected = "valid JSON", Actual = $"a fault at line {exception.LineNumber + 1}" });
            return null;
        }

        var problems = new TokenizerProblems(file, errors);
        try
        {
            var added = AddedTokens.Read(root);
            var model = TokenModels.Read(root, problems);
            var normalizer = TextNormalizer.Read(root, problems);
            var splitter = WordSplitter.Read(root, problems);
            var template = TokenTemplate.Read(root, problems);
            return problems.IsSound && model is not null
                ? new TokenizerFile(normalizer, splitter, model, template, added, Padding(root, added, model))
                : null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException)
        {
            problems.Fail("$", "a tokenizer.json of Hugging Face's tokenizers", ErrorText.Clean(exception.Message, 200));
            return null;
        }
    }

    /// <summary>Turns words into ids.</summary>
    /// <param name="text">The words.</param>
    /// <param name="ids">Receives the ids, then <see cref="PaddingId"/>.</param>
    /// <param name="problems">Receives, as a sentence, that there are more tokens than fit, or none.</param>
    public void Encode(string text, Span<long> ids, ICollection<string> problems)
    {
        var tokens = new List<long>();
        foreach (var (part, special) in _added.Split(text))
        {
            if (special is { } id)
                tokens.Add(id);
            else
                foreach (var word in _splitter.Split(_normalizer.Apply(part)))
                    _model.Encode(word, tokens);
        }

        if (tokens.Count == 0)
            problems.Add("the text holds no word");
        tokens = _template.Around(tokens);
        if (tokens.Count > ids.Length)
            problems.Add($"the text has {tokens.Count} tokens, at most {ids.Length} are taken");
        ids.Fill(PaddingId);
        for (var i = 0; i < Math.Min(ids.Length, tokens.Count); i++)
            ids[i] = tokens[i];
    }

    private static long Padding(JsonElement root, AddedTokens added, ITokenModel model)
    {
        if (root.TryGetProperty("padding", out var padding) && padding.ValueKind == JsonValueKind.Object && padding.TryGetProperty("pad_id", out var id))
            return id.GetInt64();
        foreach (var name in (string[])["[PAD]", "<pad>", "<|endoftext|>"])
            if ((added.Find(name) ?? model.Find(name)) is { } found)
                return found;
        return 0;
    }
}
