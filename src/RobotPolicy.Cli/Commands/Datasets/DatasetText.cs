using System.Globalization;
using System.Text.Json;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Datasets;

namespace RobotPolicy.Cli.Commands.Datasets;

/// <summary>Datasets for people and programs.</summary>
internal static class DatasetText
{
    // A list longer than a screen helps nobody; programs get all.
    private const int ShownEpisodes = 20;

    public static IReadOnlyList<Sheet> Sheets(DatasetReader reader)
    {
        var info = reader.Info;
        var fields = new Sheet { Title = "Dataset" }
            .Field("version", DatasetInfo.Version)
            .Field("robot", info.RobotType ?? "")
            .Field("rate", string.Create(CultureInfo.InvariantCulture, $"{info.Fps} frames/s"))
            .Field("episodes", Number(info.TotalEpisodes))
            .Field("frames", string.Create(CultureInfo.InvariantCulture, $"{info.TotalFrames} ({TimeSpan.FromSeconds((double)info.TotalFrames / info.Fps):h\\:mm\\:ss})"));
        var features = new Sheet("feature", "type", "shape", "names") { Title = "Features" };
        foreach (var feature in info.Features)
            features.Row(feature.Key, feature.VideoCodec is { } codec ? $"{feature.DataType} ({codec})" : feature.DataType, string.Join('×', feature.Shape), string.Join(", ", feature.Names ?? []));
        var tasks = new Sheet("task", "episodes") { Title = "Tasks", Empty = "No tasks." };
        foreach (var task in reader.Tasks)
            tasks.Row(task, Number(reader.Episodes.Count(episode => episode.Tasks.Contains(task))));
        var episodes = new Sheet("episode", "frames", "seconds", "outcome", "task")
        {
            Title = reader.Episodes.Count > ShownEpisodes ? $"First {ShownEpisodes} episodes" : "Episodes",
        };
        foreach (var episode in reader.Episodes.Take(ShownEpisodes))
        {
            episodes.Row(
                Number(episode.Index),
                Number(episode.Length),
                ((double)episode.Length / info.Fps).ToString("0.00", CultureInfo.InvariantCulture),
                new Cell(Outcome(episode), episode.Outcome switch { EpisodeOutcome.Success => Tone.Good, EpisodeOutcome.Failure => Tone.Bad, _ => Tone.Dim }),
                string.Join("; ", episode.Tasks));
        }

        return [fields, features, tasks, episodes];
    }

    public static void Write(Utf8JsonWriter json, DatasetReader reader)
    {
        var info = reader.Info;
        json.WriteStartObject();
        json.WriteString("robotType", info.RobotType);
        json.WriteNumber("fps", info.Fps);
        json.WriteNumber("totalFrames", info.TotalFrames);
        json.WriteStartArray("features");
        foreach (var feature in info.Features)
        {
            json.WriteStartObject();
            json.WriteString("key", feature.Key);
            json.WriteString("dtype", feature.DataType);
            Write(json, "shape", feature.Shape, json.WriteNumberValue);
            Write(json, "names", feature.Names ?? [], json.WriteStringValue);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, "tasks", reader.Tasks, json.WriteStringValue);
        json.WriteStartArray("episodes");
        foreach (var episode in reader.Episodes)
        {
            json.WriteStartObject();
            json.WriteNumber("index", episode.Index);
            json.WriteNumber("frames", episode.Length);
            json.WriteString("outcome", Outcome(episode));
            Write(json, "tasks", episode.Tasks, json.WriteStringValue);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            write(value);
        json.WriteEndArray();
    }

    private static string Outcome(DatasetEpisode episode) => episode.Outcome.ToString().ToLowerInvariant();

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
