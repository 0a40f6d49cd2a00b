using System.Globalization;
using System.Text.Json;

namespace RobotPolicy.Data.Datasets.Format;

/// <summary>Reads <c>meta/info.json</c>, which may come from anybody; says everything that is wrong with it at once.</summary>
internal sealed class InfoReader
{
    private const long MaximumFile = 16 << 20;
    private const int MaximumFps = 100_000;
    private const int MaximumWidth = 1 << 20;
    private const int MaximumSide = 1 << 15;
    private const int MaximumFeatures = 1000;
    private const long MaximumTotal = 1L << 40;
    private const int MaximumAxes = 4;

    private readonly List<string> _problems = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="DatasetException">It is missing, or something is wrong with it.</exception>
    public static DatasetInfo Read(string path)
    {
        if (!File.Exists(path))
            throw new DatasetException(path, "it is missing; a LeRobot dataset of version 3.0 has it");
        if (new FileInfo(path).Length > MaximumFile)
            throw new DatasetException(path, $"it is larger than {MaximumFile} bytes");
        return Parse(path, File.ReadAllText(path));
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="DatasetException">Something is wrong with it.</exception>
    public static DatasetInfo Parse(string path, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new DatasetException(path, "an object is expected");
            var reader = new InfoReader();
            var info = reader.Info(json.RootElement);
            return reader._problems.Count == 0 ? info : throw new DatasetException(path, reader._problems);
        }
        catch (JsonException e)
        {
            throw new DatasetException(path, $"it is not JSON: {e.Message.TrimEnd('.')}", e);
        }
    }

    private DatasetInfo Info(JsonElement json)
    {
        var version = Text(json, "codebase_version");
        if (version is not null && version != DatasetInfo.Version)
            _problems.Add($"codebase_version: {DatasetInfo.Version} is expected, actual {version}; LeRobot has converters for older ones");
        var features = Features(json);
        var video = Template(json, "video_path", needed: features.Any(feature => feature.IsVideo));
        if (video is not null && !video.Contains("{video_key}", StringComparison.Ordinal))
            _problems.Add("video_path: {video_key} is expected in it");
        return new DatasetInfo
        {
            RobotType = json.TryGetProperty("robot_type", out var robot) && robot.ValueKind == JsonValueKind.String ? robot.GetString() : null,
            Fps = (int)Number(json, "fps", 1, MaximumFps),
            TotalEpisodes = Number(json, "total_episodes", 0, MaximumTotal),
            TotalFrames = Number(json, "total_frames", 0, MaximumTotal),
            TotalTasks = Number(json, "total_tasks", 0, MaximumTotal),
            ChunkSize = (int)Number(json, "chunks_size", 1, int.MaxValue, DatasetInfo.DefaultChunkSize),
            DataFileSizeMb = (int)Number(json, "data_files_size_in_mb", 1, int.MaxValue, 100),
            VideoFileSizeMb = (int)Number(json, "video_files_size_in_mb", 1, int.MaxValue, 200),
            DataPath = Template(json, "data_path", needed: true) ?? DatasetInfo.DefaultDataPath,
            VideoPath = video,
            Features = features,
        };
    }

    private List<DatasetFeature> Features(JsonElement json)
    {
        List<DatasetFeature> features = [];
        if (!json.TryGetProperty("features", out var all) || all.ValueKind != JsonValueKind.Object)
        {
            _problems.Add("features: an object is expected");
            return features;
        }

        foreach (var entry in all.EnumerateObject())
        {
            if (features.Count == MaximumFeatures)
            {
                _problems.Add($"features: more than {MaximumFeatures}");
                break;
            }

            if (Feature(entry.Name, entry.Value) is { } feature)
                features.Add(feature);
        }

        foreach (var (key, type) in (ReadOnlySpan<(string, string)>)
            [(FeatureKey.Timestamp, "float32"), (FeatureKey.FrameIndex, "int64"), (FeatureKey.EpisodeIndex, "int64"), (FeatureKey.Index, "int64"), (FeatureKey.TaskIndex, "int64")])
        {
            if (features.Find(feature => feature.Key == key) is not { } feature)
                _problems.Add($"features: {key} is missing");
            else if (feature.DataType != type || feature.Shape is not [1])
                _problems.Add($"features: {key} is expected to be one {type}");
        }

        foreach (var twice in features.GroupBy(feature => feature.Key, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            _problems.Add($"features: {twice.Key} is there twice");
        return features;
    }

    private DatasetFeature? Feature(string key, JsonElement json)
    {
        if (!FeatureKey.IsValid(key))
        {
            _problems.Add($"features: '{Shown(key)}' cannot be the name of a feature");
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object || Text(json, "dtype", $"features.{key}.dtype") is not { } type || Shape(key, json) is not { } shape)
        {
            _problems.Add($"features.{key}: an object with dtype and shape is expected");
            return null;
        }

        var feature = new DatasetFeature(key, type, shape, Names(json)) { VideoCodec = Codec(json) };
        if (feature.IsVideo)
        {
            // Some datasets name the channels first.
            if (shape is [1 or 3, _, > 3] && feature.Names is [['c', ..], ..])
                feature = feature with { Shape = [shape[1], shape[2], shape[0]], Names = null };
            if (feature.Shape is not [>= 1 and <= MaximumSide, >= 1 and <= MaximumSide, 1 or 3])
                _problems.Add($"features.{key}: a video of height, width and 3 channels is expected");
        }
        else if (FeatureColumns.Of(feature) is null)
        {
            _problems.Add($"features.{key}: values of type {Shown(type)} are not read (float32, float64, int64, bool, string and video are)");
        }

        return feature;
    }

    private int[]? Shape(string key, JsonElement json)
    {
        if (!json.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array || shape.GetArrayLength() is < 1 or > MaximumAxes)
            return null;
        var sides = shape.EnumerateArray().Select(side => side.ValueKind == JsonValueKind.Number && side.TryGetInt32(out var value) ? value : -1).ToArray();
        if (sides.All(side => side > 0) && sides.Aggregate(1L, (product, side) => Math.Min(product * side, int.MaxValue)) <= MaximumWidth * 16L)
            return sides;
        _problems.Add($"features.{key}.shape: sides of 1 or more, of a sensible size, are expected");
        return null;
    }

    // A list, or an object with one list, or nothing.
    private static List<string>? Names(JsonElement json)
    {
        if (!json.TryGetProperty("names", out var names))
            return null;
        if (names.ValueKind == JsonValueKind.Object && names.EnumerateObject().Select(entry => entry.Value).FirstOrDefault(value => value.ValueKind == JsonValueKind.Array) is var list)
            names = list;
        return names.ValueKind == JsonValueKind.Array && names.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
            ? [.. names.EnumerateArray().Select(name => name.GetString()!)]
            : null;
    }

    private static string? Codec(JsonElement json) =>
        json.TryGetProperty("info", out var info) && info.ValueKind == JsonValueKind.Object && info.TryGetProperty("video.codec", out var codec) && codec.ValueKind == JsonValueKind.String
            ? codec.GetString()
            : null;

    private string? Template(JsonElement json, string name, bool needed)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (needed)
                _problems.Add($"{name}: a path is expected");
            return null;
        }

        var template = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        if (DatasetLayout.Problem(template) is { } problem)
        {
            _problems.Add($"{name}: '{Shown(template)}' is refused, {problem}");
            return null;
        }

        return template;
    }

    private long Number(JsonElement json, string name, long least, long greatest, long? missing = null)
    {
        if (!json.TryGetProperty(name, out var value) && missing is { } known)
            return known;

        // Python may write 30 as 30.0.
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= greatest && number == Math.Floor(number))
            return (long)number;
        _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: a whole number of {least}…{greatest} is expected, actual {(value.ValueKind == JsonValueKind.Undefined ? "nothing" : Shown(value.GetRawText()))}"));
        return least;
    }

    private string? Text(JsonElement json, string name, string? shown = null)
    {
        if (json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            return value.GetString();
        _problems.Add($"{shown ?? name}: a text is expected");
        return null;
    }

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
