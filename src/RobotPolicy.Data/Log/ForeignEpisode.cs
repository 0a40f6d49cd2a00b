using System.Globalization;
using System.Text.Json.Nodes;
using RobotPolicy.Data.Datasets.Recordings;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Data.Log;

/// <summary>A stretch of a recording that is one task.</summary>
/// <param name="Id">Id of the task.</param>
/// <param name="Text">What it was to reach; empty where nobody said.</param>
/// <param name="Outcome">success, failure, or empty.</param>
/// <param name="StartNs">Its beginning, in the file's time.</param>
/// <param name="EndNs">Its end.</param>
internal sealed record ForeignEpisode(string Id, string Text, string Outcome, long StartNs, long EndNs)
{
    /// <summary>The episodes that imported datasets note; else the whole recording is one.</summary>
    public static IReadOnlyList<ForeignEpisode> Read(IReadOnlyList<string> files, long startNs, long endNs)
    {
        var episodes = files.Where(file => file.EndsWith(".mcap", StringComparison.OrdinalIgnoreCase)).SelectMany(Read).OrderBy(episode => episode.StartNs).ToList();
        return episodes.Count > 0 ? episodes : [new ForeignEpisode("recording", "", "", startNs, endNs)];
    }

    /// <summary>As the service notes a task.</summary>
    public LoggedEvent ToEvent(long timeNs, bool isOver) => new(timeNs, LogEvents.Task, Id, new JsonObject
    {
        ["state"] = isOver ? "ended" : "running",
        ["text"] = Text,
        ["policy"] = "",
        ["verdict"] = isOver && Outcome is "success" or "failure" ? Outcome : null,
    }.ToJsonString());

    private static IEnumerable<ForeignEpisode> Read(string file)
    {
        McapIndexedReader reader;
        try
        {
            reader = McapIndexedReader.Open(file);
        }
        catch (McapException)
        {
            // A file that was cut off has no index; its messages are read all the same.
            yield break;
        }

        using (reader)
        {
            foreach (var index in reader.MetadataIndexes.Where(index => index.Name == DatasetImport.EpisodeRecord))
            {
                var entries = reader.ReadMetadata(index).Entries.ToDictionary(pair => pair.Key, pair => pair.Value);
                if (TryRead(entries, "start_time_ns", out var start) && TryRead(entries, "end_time_ns", out var end))
                    yield return new ForeignEpisode(
                        $"episode-{entries.GetValueOrDefault("episode_index", "")}", entries.GetValueOrDefault("task", ""), entries.GetValueOrDefault("outcome", ""), start, end);
            }
        }
    }

    private static bool TryRead(Dictionary<string, string> entries, string key, out long value) =>
        long.TryParse(entries.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
