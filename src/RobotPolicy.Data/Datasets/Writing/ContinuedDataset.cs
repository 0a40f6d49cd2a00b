using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RobotPolicy.Data.Datasets.Format;
using RobotPolicy.Data.Datasets.Interop;
using RobotPolicy.Data.Datasets.Parquet;
using RobotPolicy.Data.Datasets.Statistics;

namespace RobotPolicy.Data.Datasets.Writing;

/// <summary>A dataset that is there already and gets more episodes.</summary>
internal sealed partial class ContinuedDataset
{
    private readonly string _folder;

    /// <summary>Looks at it.</summary>
    /// <exception cref="DatasetException">It is not whole, or has other features than are to be written.</exception>
    public ContinuedDataset(string folder, DatasetSpec spec, IReadOnlyList<DatasetFeature> features)
    {
        _folder = folder;
        Info = InfoReader.Read(Path.Combine(folder, DatasetLayout.Info));
        List<string> problems = [];
        if (File.Exists(DatasetDraft.MarkerOf(folder)))
            problems.Add("an earlier attempt to add episodes was interrupted, and its files may not fit each other; restore it from a copy");
        if (Info.Fps != spec.Fps)
            problems.Add($"it has {Info.Fps} frames a second, the new episodes have {spec.Fps}");
        if (Info.RobotType != spec.RobotType)
            problems.Add($"it is of a robot of type {Info.RobotType}, the new episodes are of {spec.RobotType}");
        if (spec.Sirius)
            problems.Add("the weights of Sirius hold for a whole dataset; write it anew instead of adding episodes");
        if (Info.DataPath != DatasetInfo.DefaultDataPath || (features.Any(feature => feature.IsVideo) && Info.VideoPath != DatasetInfo.DefaultVideoPath))
            problems.Add("its files are not at the usual places");
        foreach (var feature in features)
        {
            if (Info.Features.FirstOrDefault(known => known.Key == feature.Key) is not { } known)
                problems.Add($"it has no feature {feature.Key}");
            else if (!known.IsSameAs(feature) && !feature.IsVideo || !known.Shape.SequenceEqual(feature.Shape))
                problems.Add($"its feature {feature.Key} is another one (type, shape or names)");
        }

        problems.AddRange(Info.Features.Where(known => features.All(feature => feature.Key != known.Key)).Select(known => $"the new episodes have no feature {known.Key}"));
        if (problems.Count > 0)
            throw new DatasetException(folder, problems);
        First = new FirstFiles(Next("data"), Next("meta/episodes"), [.. spec.Cameras.Select(camera => Next(Path.Combine("videos", camera.Key)))]);
    }

    /// <summary>What it says of itself.</summary>
    public DatasetInfo Info { get; }

    /// <summary>Numbers of the files that are added.</summary>
    public FirstFiles First { get; }

    /// <summary>Its tasks, in order.</summary>
    public IReadOnlyList<string> Tasks(DuckdbSession session) => TasksFile.Read(session, Path.Combine(_folder, DatasetLayout.Tasks));

    /// <summary>Takes all its frames into statistics.</summary>
    public void AddTo(EpisodeTable table, DuckdbSession session)
    {
        var columns = Info.Columns.Select(feature => FeatureColumns.Of(feature)!).ToList();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_folder, "data"), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (var batch in ParquetFile.Read(session, file, columns))
            {
                foreach (var column in batch.Columns)
                {
                    for (var row = 0; row < batch.RowCount; row++)
                        table.AddToStatistics(column.Column.Name, ColumnNumbers.Row(column, row));
                }
            }
        }
    }

    /// <summary>What it says about the pictures of a camera; null if nothing that can be used.</summary>
    public FeatureStatistics? PictureStatistics(string key)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, DatasetLayout.Statistics)));
            var entry = json.RootElement.GetProperty(key);
            double[] Values(string name) => [.. entry.GetProperty(name).EnumerateArray().Select(channel => channel[0][0].GetDouble())];
            return new FeatureStatistics
            {
                Count = entry.GetProperty("count")[0].GetInt64(),
                Minimum = Values("min"),
                Maximum = Values("max"),
                Mean = Values("mean"),
                Deviation = Values("std"),
                Quantiles = [.. FeatureStatistics.QuantileNames.Select(Values)],
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IOException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    // The number behind the last file that is there, whether or not an episode refers to it.
    private long Next(string part)
    {
        var root = Path.Combine(_folder, part);
        return !Directory.Exists(root) ? 0 : Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => Place().Match(file.Replace('\\', '/')))
            .Where(match => match.Success)
            .Select(match => (long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * Info.ChunkSize) + long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) + 1)
            .DefaultIfEmpty(0)
            .Max();
    }

    [GeneratedRegex(@"/chunk-(\d{1,9})/file-(\d{1,9})\.\w+$")]
    private static partial Regex Place();
}
