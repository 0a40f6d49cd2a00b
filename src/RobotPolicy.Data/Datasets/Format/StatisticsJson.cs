using System.Globalization;
using System.Text.Json.Nodes;
using RobotPolicy.Data.Datasets.Statistics;

namespace RobotPolicy.Data.Datasets.Format;

/// <summary>Writes <c>meta/stats.json</c>.</summary>
internal static class StatisticsJson
{
    /// <summary>The file's text.</summary>
    /// <param name="statistics">Each feature with what is known about it, in order.</param>
    public static string Write(IEnumerable<(DatasetFeature Feature, FeatureStatistics Statistics)> statistics)
    {
        JsonObject json = [];
        foreach (var (feature, known) in statistics)
        {
            var whole = FeatureColumns.IsWhole(feature);
            var entry = new JsonObject
            {
                ["min"] = Values(feature, known.Minimum, whole),
                ["max"] = Values(feature, known.Maximum, whole),
                ["mean"] = Values(feature, known.Mean, false),
                ["std"] = Values(feature, known.Deviation, false),
                ["count"] = new JsonArray(known.Count),
            };
            foreach (var (name, quantile) in FeatureStatistics.QuantileNames.Zip(known.Quantiles))
                entry[name] = Values(feature, quantile, false);
            json[feature.Key] = entry;
        }

        return json.ToJsonString(InfoJson.Layout);
    }

    // Of pictures one number a channel, with axes for height and width.
    private static JsonArray Values(DatasetFeature feature, double[] values, bool whole) =>
        new([.. values.Select(value => feature.IsVideo ? new JsonArray(new JsonArray(Number(value, whole))) : Number(value, whole))]);

    // Python tells 1 from 1.0, and so do arrays that it makes of them.
    private static JsonNode Number(double value, bool whole)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return whole
            ? JsonValue.Create((long)value)
            : JsonNode.Parse(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0")!;
    }
}
