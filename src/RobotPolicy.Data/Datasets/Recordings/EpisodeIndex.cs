using System.Text.Json;
using System.Text.Json.Nodes;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Datasets.Recordings;

/// <summary>Finds the tasks of a recording by its events, before anything else is read.</summary>
public static class EpisodeIndex
{
    /// <summary>The tasks in the order in which they began.</summary>
    /// <param name="path">A recording.</param>
    /// <param name="outcomeOf">What somebody said later about a task; <see langword="null"/> where nobody did.</param>
    public static IReadOnlyList<RecordedEpisode> Read(string path, Func<string, EpisodeOutcome?>? outcomeOf = null)
    {
        using var log = new LogStream(path, []);
        var episodes = new List<RecordedEpisode>();
        var lastNs = 0L;
        while (log.TryTakeTick(out var tick, 0))
        {
            lastNs = tick.Record.TimeNs;
            log.Inferences.Clear();
            while (log.Events.TryDequeue(out var item))
                if (item.Kind == LogEvents.Task)
                    Take(episodes, item);
        }

        while (log.Events.TryDequeue(out var item))
            if (item.Kind == LogEvents.Task)
                Take(episodes, item);
        return [.. episodes.Select(episode => episode with
        {
            EndNs = episode.EndNs == 0 ? lastNs : episode.EndNs,
            Outcome = outcomeOf?.Invoke(episode.TaskId) ?? episode.Outcome,
        })];
    }

    private static void Take(List<RecordedEpisode> episodes, LoggedEvent item)
    {
        if (Parse(item.Data) is not { } task)
            return;
        var at = episodes.FindIndex(episode => episode.TaskId == item.Subject);
        if (at < 0)
        {
            episodes.Add(new RecordedEpisode(item.Subject, Text(task, "text"), Text(task, "policy"), item.TimeNs, 0, EpisodeOutcome.Unsure));
            at = episodes.Count - 1;
        }

        var isOver = Text(task, "state") is "ended" or "failed";
        var outcome = (Text(task, "verdict"), Text(task, "cause")) switch
        {
            ("success", _) => EpisodeOutcome.Success,
            ("failure", _) => EpisodeOutcome.Failure,
            (_, "task_succeeded") => EpisodeOutcome.Success,
            _ => episodes[at].Outcome,
        };
        episodes[at] = episodes[at] with { EndNs = isOver && episodes[at].EndNs == 0 ? item.TimeNs : episodes[at].EndNs, Outcome = outcome };
    }

    private static string Text(JsonObject task, string key) => task[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static JsonObject? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
