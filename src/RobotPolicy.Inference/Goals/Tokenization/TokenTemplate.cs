using System.Text.Json;

namespace RobotPolicy.Inference.Goals.Tokenization;

/// <summary>Special tokens around a text.</summary>
internal sealed class TokenTemplate
{
    private readonly List<long> _before = [];
    private readonly List<long> _after = [];

    public static TokenTemplate Read(JsonElement root, TokenizerProblems problems)
    {
        var template = new TokenTemplate();
        if (root.TryGetProperty("post_processor", out var json) && json.ValueKind == JsonValueKind.Object)
            template.Add(json, "post_processor", problems);
        return template;
    }

    public List<long> Around(List<long> ids) => [.. _before, .. ids, .. _after];

    private void Add(JsonElement json, string field, TokenizerProblems problems)
    {
        switch (json.GetProperty("type").GetString())
        {
            case "ByteLevel":
                break;
            case "BertProcessing" or "RobertaProcessing":
                _before.Add(json.GetProperty("cls")[1].GetInt64());
                _after.Add(json.GetProperty("sep")[1].GetInt64());
                break;
            case "TemplateProcessing":
                AddTemplate(json);
                break;
            case "Sequence":
                var i = 0;
                foreach (var item in json.GetProperty("processors").EnumerateArray())
                    Add(item, $"{field}.processors[{i++}]", problems);
                break;
            case var other:
                problems.Fail($"{field}.type", "a template that is known here", other ?? "nothing");
                break;
        }
    }

    private void AddTemplate(JsonElement json)
    {
        var special = json.GetProperty("special_tokens");
        var side = _before;
        foreach (var piece in json.GetProperty("single").EnumerateArray())
        {
            if (piece.TryGetProperty("Sequence", out _))
            {
                side = _after;
                continue;
            }

            var name = piece.GetProperty("SpecialToken").GetProperty("id").GetString()!;
            foreach (var id in special.GetProperty(name).GetProperty("ids").EnumerateArray())
                side.Add(id.GetInt64());
        }
    }
}
