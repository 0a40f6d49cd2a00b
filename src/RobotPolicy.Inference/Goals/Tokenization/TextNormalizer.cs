using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RobotPolicy.Inference.Goals.Tokenization;

/// <summary>What a tokenizer does to the text before it is split.</summary>
internal sealed class TextNormalizer
{
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(1);
    private readonly List<Func<string, string>> _steps = [];

    public static TextNormalizer Read(JsonElement root, TokenizerProblems problems)
    {
        var normalizer = new TextNormalizer();
        if (root.TryGetProperty("normalizer", out var json) && json.ValueKind == JsonValueKind.Object)
            normalizer.Add(json, "normalizer", problems);
        return normalizer;
    }

    public string Apply(string text) => _steps.Aggregate(text, (current, step) => step(current));

    private void Add(JsonElement json, string field, TokenizerProblems problems)
    {
        switch (json.GetProperty("type").GetString())
        {
            case "Sequence":
                var i = 0;
                foreach (var item in json.GetProperty("normalizers").EnumerateArray())
                    Add(item, $"{field}.normalizers[{i++}]", problems);
                break;
            case "Lowercase":
                _steps.Add(text => text.ToLowerInvariant());
                break;
            case "NFC":
                _steps.Add(text => text.Normalize(NormalizationForm.FormC));
                break;
            case "NFD":
                _steps.Add(text => text.Normalize(NormalizationForm.FormD));
                break;
            case "NFKC":
                _steps.Add(text => text.Normalize(NormalizationForm.FormKC));
                break;
            case "NFKD":
                _steps.Add(text => text.Normalize(NormalizationForm.FormKD));
                break;
            case "StripAccents":
                _steps.Add(WithoutMarks);
                break;
            case "Strip":
                var (left, right) = (Flag(json, "strip_left", true), Flag(json, "strip_right", true));
                _steps.Add(text => left ? (right ? text.Trim() : text.TrimStart()) : right ? text.TrimEnd() : text);
                break;
            case "Replace":
                AddReplace(json);
                break;
            case "BertNormalizer":
                AddBert(json);
                break;
            case var other:
                problems.Fail($"{field}.type", "a normaliser that is known here", other ?? "nothing");
                break;
        }
    }

    private void AddReplace(JsonElement json)
    {
        var pattern = json.GetProperty("pattern");
        var content = json.GetProperty("content").GetString()!;
        if (pattern.TryGetProperty("String", out var literal))
        {
            var wanted = literal.GetString()!;
            _steps.Add(text => text.Replace(wanted, content, StringComparison.Ordinal));
            return;
        }

        var regex = new Regex(pattern.GetProperty("Regex").GetString()!, RegexOptions.CultureInvariant, RegexTimeout);
        var replacement = content.Replace("$", "$$", StringComparison.Ordinal);
        _steps.Add(text => regex.Replace(text, replacement));
    }

    private void AddBert(JsonElement json)
    {
        var lowercase = Flag(json, "lowercase", true);
        if (Flag(json, "clean_text", true))
            _steps.Add(text => string.Concat(text.Where(c => c is not ('\0' or '\uFFFD') && !IsControl(c)).Select(c => char.IsWhiteSpace(c) ? ' ' : c)));
        if (Flag(json, "handle_chinese_chars", true))
            _steps.Add(text => string.Concat(text.Select(c => IsHan(c) ? $" {c} " : $"{c}")));
        if (Flag(json, "strip_accents", lowercase))
            _steps.Add(text => WithoutMarks(text.Normalize(NormalizationForm.FormD)));
        if (lowercase)
            _steps.Add(text => text.ToLowerInvariant());
    }

    private static bool Flag(JsonElement json, string name, bool otherwise) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : otherwise;

    private static string WithoutMarks(string text) =>
        string.Concat(text.Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));

    private static bool IsControl(char c) => c is not ('\t' or '\n' or '\r') && char.IsControl(c);

    private static bool IsHan(char c) => c is >= '\u4E00' and <= '\u9FFF' or >= '\u3400' and <= '\u4DBF' or >= '\uF900' and <= '\uFAFF';
}
