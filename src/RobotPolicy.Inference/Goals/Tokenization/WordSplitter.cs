using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RobotPolicy.Inference.Goals.Tokenization;

/// <summary>How a tokenizer splits text into words.</summary>
internal sealed class WordSplitter
{
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(1);
    private static readonly string ByteLevelPattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    private readonly List<Func<string, IEnumerable<string>>> _steps = [];

    public static WordSplitter Read(JsonElement root, TokenizerProblems problems)
    {
        var splitter = new WordSplitter();
        if (root.TryGetProperty("pre_tokenizer", out var json) && json.ValueKind == JsonValueKind.Object)
            splitter.Add(json, "pre_tokenizer", problems);
        return splitter;
    }

    public IEnumerable<string> Split(string text) => _steps.Aggregate((IEnumerable<string>)[text], (words, step) => words.SelectMany(step));

    private void Add(JsonElement json, string field, TokenizerProblems problems)
    {
        switch (json.GetProperty("type").GetString())
        {
            case "Sequence":
                var i = 0;
                foreach (var item in json.GetProperty("pretokenizers").EnumerateArray())
                    Add(item, $"{field}.pretokenizers[{i++}]", problems);
                break;
            case "Whitespace":
                AddMatches(@"\w+|[^\w\s]+");
                break;
            case "WhitespaceSplit":
                AddMatches(@"\S+");
                break;
            case "BertPreTokenizer":
                AddMatches(@"[!-/:-@\[-`{-~\p{P}]|[^\s!-/:-@\[-`{-~\p{P}]+");
                break;
            case "ByteLevel":
                AddByteLevel(json);
                break;
            case "Split":
                AddSplit(json, field, problems);
                break;
            case var other:
                problems.Fail($"{field}.type", "a way of splitting that is known here", other ?? "nothing");
                break;
        }
    }

    private void AddMatches(string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant, RegexTimeout);
        _steps.Add(text => regex.Matches(text).Select(match => match.Value));
    }

    private void AddByteLevel(JsonElement json)
    {
        var addsSpace = json.TryGetProperty("add_prefix_space", out var prefix) && prefix.GetBoolean();
        if (addsSpace)
            _steps.Add(text => [text.StartsWith(' ') ? text : ' ' + text]);
        if (!json.TryGetProperty("use_regex", out var useRegex) || useRegex.GetBoolean())
            AddMatches(ByteLevelPattern);
        _steps.Add(text => [string.Concat(Encoding.UTF8.GetBytes(text).Select(ByteAlphabet.Symbol))]);
    }

    private void AddSplit(JsonElement json, string field, TokenizerProblems problems)
    {
        var pattern = json.GetProperty("pattern");
        var regex = new Regex(
            pattern.TryGetProperty("Regex", out var expression) ? expression.GetString()! : Regex.Escape(pattern.GetProperty("String").GetString()!),
            RegexOptions.CultureInvariant,
            RegexTimeout);
        var inverted = json.TryGetProperty("invert", out var invert) && invert.GetBoolean();
        var behaviour = json.GetProperty("behavior").GetString();
        switch (behaviour)
        {
            case "Isolated":
                _steps.Add(text => Parts(regex, text, keepsMatches: true, keepsRest: true));
                break;
            case "Removed":
                _steps.Add(text => Parts(regex, text, keepsMatches: inverted, keepsRest: !inverted));
                break;
            default:
                problems.Fail($"{field}.behavior", "Isolated or Removed", behaviour ?? "nothing");
                break;
        }
    }

    private static IEnumerable<string> Parts(Regex regex, string text, bool keepsMatches, bool keepsRest)
    {
        var start = 0;
        foreach (Match match in regex.Matches(text))
        {
            if (keepsRest && match.Index > start)
                yield return text[start..match.Index];
            if (keepsMatches && match.Length > 0)
                yield return match.Value;
            start = match.Index + match.Length;
        }

        if (keepsRest && start < text.Length)
            yield return text[start..];
    }
}
