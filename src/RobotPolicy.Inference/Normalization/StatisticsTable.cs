using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Safetensors;

namespace RobotPolicy.Inference.Normalization;

/// <summary>Dataset statistics by feature. Keys are <c>feature.statistic</c> (LeRobot) or <c>feature/statistic</c> (Physical AI).</summary>
internal sealed class StatisticsTable
{
    private readonly Dictionary<(string Feature, string Statistic), double[]> _values = [];

    private StatisticsTable(string source) => Source = source;

    /// <summary>File that the statistics come from, for errors.</summary>
    public string Source { get; }

    public static StatisticsTable FromManifest(IReadOnlyDictionary<string, double[]> values)
    {
        var table = new StatisticsTable(ManifestReader.FileName);
        foreach (var (key, value) in values)
            table.Add(key, value);
        return table;
    }

    public static StatisticsTable FromFile(SafetensorsFile file, string name)
    {
        var table = new StatisticsTable(name);
        foreach (var (key, tensor) in file.Tensors)
            table.Add(key, tensor.ToDoubles());
        return table;
    }

    /// <summary>Whether there is any statistic of a feature.</summary>
    public bool Has(string feature) => _values.Keys.Any(k => FeatureNames.Means(k.Feature, feature));

    /// <summary>One statistic of a feature, or <see langword="null"/>.</summary>
    public double[]? Find(string feature, string statistic)
    {
        foreach (var (key, value) in _values)
            if (key.Statistic == statistic && FeatureNames.Means(key.Feature, feature))
                return value;
        return null;
    }

    private void Add(string key, double[] value)
    {
        var separator = key.LastIndexOfAny(['.', '/']);
        if (separator > 0)
            _values[(key[..separator], key[(separator + 1)..])] = value;
    }
}
