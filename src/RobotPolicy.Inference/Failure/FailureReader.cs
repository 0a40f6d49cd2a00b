using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RobotPolicy.Control.Failure;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Failure;

/// <summary>Reads <c>x-robotpolicy.failure</c>.</summary>
internal static class FailureReader
{
    public const string Section = "failure";
    public const string Field = "x-robotpolicy." + Section;
    public const int MaxWindow = 4096;
    private const double MinBudgetSeconds = 1e-5;
    private const double MaxBudgetSeconds = 1;

    private static readonly (string Text, ScoreType Type, string[] Keys)[] Types =
    [
        ("rnd_oe", ScoreType.ObservationNovelty, ["graph", "name"]),
        ("rnd_a", ScoreType.ActionNovelty, ["graph", "name"]),
        ("logpzo", ScoreType.ObservationLikelihood, ["graph", "name"]),
        ("graph", ScoreType.Graph, ["graph", "name"]),
        ("ace", ScoreType.ActionEntropy, ["joints"]),
        ("stac", ScoreType.TemporalConsistency, ["joints"]),
        ("consistency", ScoreType.ChunkConsistency, ["joints"]),
        ("pca_kmeans", ScoreType.ObservationDistance, ["parameters"]),
        ("spread", ScoreType.Spread, ["joints"]),
        ("confidence", ScoreType.Confidence, []),
    ];

    /// <summary>What the section says; <see langword="null"/> where there is none.</summary>
    public static FailureSpec? Read(JsonCursor extension)
    {
        if (extension.Object(Section) is not { } json)
            return null;
        json.RejectUnknown("embedding", "scores", "rule", "threshold", "calibration", "budget");
        var spec = new FailureSpec
        {
            Embedding = json.String("embedding"),
            Scores = ReadScores(json),
            Rule = json.Choice("rule", AlarmRule.And, ("and", AlarmRule.And), ("or", AlarmRule.Or)),
            Threshold = json.Choice("threshold", ThresholdKind.TimeVarying, ("time_varying", ThresholdKind.TimeVarying), ("constant", ThresholdKind.Constant)),
            Calibration = json.String("calibration") ?? FailureSpec.DefaultCalibration,
            BudgetSeconds = json.Number("budget", MinBudgetSeconds, MaxBudgetSeconds),
        };
        if (!spec.Calibration.EndsWith(".json", StringComparison.Ordinal) || spec.Calibration == ManifestReader.FileName)
            json.FailAt("calibration", $"the name of a JSON file other than {ManifestReader.FileName}", ErrorText.Quote(spec.Calibration));
        if (spec.Embedding is null && spec.Scores.FirstOrDefault(s => s.NeedsEmbedding) is { } blind)
            json.FailAt("embedding", $"the output that encodes the observation, which {ErrorText.Quote(blind.Name)} looks at", "nothing");
        return spec;
    }

    /// <summary>A manifest without what judges its policy; as it is where it cannot be parsed, which whoever reads it next reports.</summary>
    public static byte[] WithoutScores(byte[] manifest)
    {
        try
        {
            var root = JsonNode.Parse(manifest, null, new JsonDocumentOptions { MaxDepth = JsonFile.MaxDepth, AllowDuplicateProperties = false });
            if (root is not JsonObject || root["x-robotpolicy"] is not JsonObject extension || extension[Section] is not JsonObject section)
                return manifest;
            extension.Remove(Section);
            if (section["embedding"] is { } embedding)
                extension.Add(Section, new JsonObject { ["embedding"] = embedding.DeepClone() });
            return Encoding.UTF8.GetBytes(root.ToJsonString());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return manifest;
        }
    }

    /// <summary>The spelling of a type in a manifest.</summary>
    public static string TextOf(ScoreType type) => Types.First(t => t.Type == type).Text;

    private static List<ScoreSpec> ReadScores(JsonCursor json)
    {
        var scores = new List<ScoreSpec>();
        var items = json.Items("scores");
        if (json.IsPresent("scores") && items.Count is 0 or > ScoreReadings.MaxCount)
            json.FailAt("scores", $"1 to {ScoreReadings.MaxCount} scores", $"{items.Count}");
        foreach (var item in items.Take(ScoreReadings.MaxCount))
            if (ReadScore(item) is { } score)
            {
                if (scores.Any(s => s.Name == score.Name))
                    item.FailAt(score.Graph is null ? "type" : "name", "a name that no other score has", ErrorText.Quote(score.Name));
                scores.Add(score);
            }

        return scores;
    }

    private static ScoreSpec? ReadScore(JsonCursor json)
    {
        if (json.Element.ValueKind != JsonValueKind.Object)
        {
            json.FailHere("an object");
            return null;
        }

        var text = json.OneOf("type", [.. Types.Select(t => t.Text)], required: true);
        var (_, type, keys) = Types.FirstOrDefault(t => t.Text == text);
        if (text is null)
            return null;
        json.RejectUnknown(["type", "window", .. keys]);
        var joints = keys.Contains("joints") ? json.Strings("joints") : [];
        if (json.IsPresent("joints") && keys.Contains("joints") && joints.Count == 0)
            json.FailAt("joints", "the names of joints, or no such key for all of them", "none");
        return new ScoreSpec
        {
            Type = type,
            Name = keys.Contains("name") && json.String("name", required: type == ScoreType.Graph) is { } name ? name : text,
            Window = json.Int("window", 0, MaxWindow) ?? 1,
            Graph = keys.Contains("graph") ? json.String("graph", required: true) : null,
            Parameters = keys.Contains("parameters") ? json.String("parameters", required: true) : null,
            Joints = joints,
            Field = json.Path,
        };
    }
}
