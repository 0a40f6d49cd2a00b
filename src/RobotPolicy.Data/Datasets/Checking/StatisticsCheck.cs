using System.Globalization;
using System.Text.Json;
using RobotPolicy.Data.Datasets.Statistics;

namespace RobotPolicy.Data.Datasets.Checking;

/// <summary>
/// Compares <c>meta/stats.json</c> with what the data say. Others compute in single precision and blend quantiles of episodes; what such
/// habits explain is no problem.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class StatisticsCheck(string path)
{
    private const long MaximumFile = 64 << 20;

    // Of the largest value; a thousand times what single precision explains.
    private const double Tolerance = 1e-2;

    // What interpolation within a histogram leaves of nothing.
    private const double Dust = 1e-9;

    /// <summary>What is wrong.</summary>
    /// <param name="info">The features.</param>
    /// <param name="computed">What the data say; null for pictures and texts, of which only the form is looked at.</param>
    public IReadOnlyList<string> Compare(DatasetInfo info, Func<string, FeatureStatistics?> computed)
    {
        if (!File.Exists(path))
            return [$"{path}: it is missing"];
        if (new FileInfo(path).Length > MaximumFile)
            return [$"{path}: it is larger than {MaximumFile} bytes"];
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            return [.. info.Features.Where(feature => feature.DataType != "string").SelectMany(feature => Compare(feature, json.RootElement, computed(feature.Key)))];
        }
        catch (JsonException e)
        {
            return [$"{path}: it is not JSON: {e.Message.TrimEnd('.')}"];
        }
    }

    private IEnumerable<string> Compare(DatasetFeature feature, JsonElement json, FeatureStatistics? computed)
    {
        var width = feature.IsVideo ? feature.Shape[2] : feature.Width;
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(feature.Key, out var entry) || entry.ValueKind != JsonValueKind.Object)
        {
            yield return $"{path}: {feature.Key} is missing";
            yield break;
        }

        var values = new Dictionary<string, double[]>();
        foreach (var name in (IEnumerable<string>)["min", "max", "mean", "std", "count", .. FeatureStatistics.QuantileNames])
        {
            var expected = name == "count" ? 1 : width;
            var found = entry.TryGetProperty(name, out var list) ? Flat(list).ToArray() : null;
            if (found is not null && found.Length == expected)
                values[name] = found;
            else if (found is not null || !name.StartsWith('q'))
                yield return $"{path}: {feature.Key}.{name} is expected to have {expected} numbers, actual {found?.Length ?? 0}";
        }

        foreach (var problem in computed is null ? Ordered(feature, values, width) : Equal(feature, values, computed))
            yield return problem;
    }

    private IEnumerable<string> Equal(DatasetFeature feature, Dictionary<string, double[]> values, FeatureStatistics computed)
    {
        foreach (var (name, expected) in (IEnumerable<(string, double[])>)
            [("min", computed.Minimum), ("max", computed.Maximum), ("mean", computed.Mean), ("std", computed.Deviation), ("count", [computed.Count])])
        {
            for (var i = 0; values.TryGetValue(name, out var actual) && i < expected.Length; i++)
            {
                var scale = name == "count" ? 0 : Math.Max(Math.Abs(computed.Minimum[i]), Math.Abs(computed.Maximum[i]));
                if (Math.Abs(actual[i] - expected[i]) <= (Tolerance * scale) + Dust)
                    continue;
                yield return string.Create(CultureInfo.InvariantCulture, $"{path}: {feature.Key}.{name}[{i}] is {actual[i]:g6}, the data give {expected[i]:g6}");
            }
        }

        foreach (var problem in Ordered(feature, values, computed.Mean.Length))
            yield return problem;
    }

    private IEnumerable<string> Ordered(DatasetFeature feature, Dictionary<string, double[]> values, int width)
    {
        string[] order = [.. new[] { "min" }.Concat(FeatureStatistics.QuantileNames).Append("max").Where(values.ContainsKey)];
        for (var i = 0; i < width; i++)
        {
            foreach (var (low, high) in order.Zip(order.Skip(1)))
            {
                var slack = Tolerance * Math.Max(Math.Abs(values[low][i]), Math.Abs(values[high][i])) + Dust;
                if (!(values[low][i] <= values[high][i] + slack))
                    yield return string.Create(CultureInfo.InvariantCulture, $"{path}: {feature.Key}: {low}[{i}] {values[low][i]:g6} is above {high} {values[high][i]:g6}");
            }
        }
    }

    private static IEnumerable<double> Flat(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Flat),
        JsonValueKind.Number => [json.GetDouble()],
        JsonValueKind.True => [1],
        JsonValueKind.False => [0],
        _ => [double.NaN],
    };
}
