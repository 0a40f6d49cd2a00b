using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Failure.Calibration;

/// <summary>Writes into a manifest what a calibration decided, and leaves the rest as it is, but for white space.</summary>
internal static class ManifestEdit
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The manifest with scores where it has none, other windows, the place of the calibration and the kind of thresholds.</summary>
    /// <param name="manifest">The manifest, which could be read.</param>
    /// <param name="spec">What the section is to say.</param>
    /// <returns>The bytes; the same ones where nothing changes.</returns>
    public static byte[] Apply(byte[] manifest, FailureSpec spec)
    {
        var root = JsonNode.Parse(manifest, null, new JsonDocumentOptions { MaxDepth = JsonFile.MaxDepth })!;
        var before = root.DeepClone();
        var extension = ObjectAt(root.AsObject(), "x-robotpolicy");
        var section = ObjectAt(extension, FailureReader.Section);
        if (section["scores"] is not JsonArray scores || scores.Count == 0)
            section["scores"] = scores = [.. spec.Scores.Select(New)];
        for (var i = 0; i < spec.Scores.Count; i++)
        {
            var score = scores[i]!.AsObject();
            if (spec.Scores[i].Window != (score["window"]?.GetValue<int>() ?? 1))
                score["window"] = spec.Scores[i].Window;
        }

        section["calibration"] ??= spec.Calibration;
        if (spec.Threshold == ThresholdKind.Constant)
            section["threshold"] = "constant";
        return JsonNode.DeepEquals(before, root) ? manifest : Encoding.UTF8.GetBytes(root.ToJsonString(Options) + "\n");
    }

    private static JsonNode New(ScoreSpec spec)
    {
        var json = new JsonObject { ["type"] = FailureReader.TextOf(spec.Type), ["window"] = spec.Window };
        if (spec.Graph is { } graph)
            json["graph"] = graph;
        return json;
    }

    private static JsonObject ObjectAt(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject json)
            return json;
        var added = new JsonObject();
        parent[name] = added;
        return added;
    }
}
