using System.Globalization;
using System.Text.Json;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Analysis.Spans;

namespace RobotPolicy.Cli.Commands.Logs;

/// <summary>Recordings for people and programs.</summary>
internal static class LogsText
{
    private const int MaxData = 160;

    public static void Row(Sheet sheet, string root, LogOverview log)
    {
        var name = Path.GetRelativePath(root, log.Path);
        string Count(string outcome) => log.Tasks.Count(task => log.OutcomeOf(task) == outcome) is var count and > 0 ? Number(count) : "";
        sheet.Row(
            name == "." ? log.Path : name, Time(log.Start), Words.Seconds(log.Duration.TotalSeconds), Words.Bytes(log.Bytes), Number(log.Tasks.Count),
            new Cell(Count("success"), Tone.Good), new Cell(Count("failure"), Tone.Bad), new Cell(Count("unsure"), Tone.Warn), new Cell(Count(""), Tone.Dim));
    }

    public static IReadOnlyList<Sheet> Sheets(LogOverview log)
    {
        var tasks = new Sheet("task", "at", "length", "state", "outcome", "by", "policy", "text", "comment") { Title = "Tasks", Empty = "No tasks." };
        foreach (var task in log.Tasks)
        {
            var label = log.Labels.Newest.GetValueOrDefault(task.Id);
            tasks.Row(
                task.Id, Words.Seconds(Since(log, task.StartNs)), task.EndNs is { } end ? Words.Seconds((end - task.StartNs) / 1e9) : "-", task.State,
                new Cell(log.OutcomeOf(task), ToneOf(log.OutcomeOf(task))), label is not null ? "label" : task.VerdictBy, task.Policy, task.Text, label?.Comment ?? "");
        }

        var events = new Sheet("at", "event", "about", "data") { Title = "Events", Empty = "No events." };
        foreach (var (seconds, item) in log.Events)
            events.Row(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} s"), item.Kind, item.Subject, item.Data.Length <= MaxData ? item.Data : item.Data[..MaxData] + "…");
        return
        [
            new Sheet { Title = "Recording" }
                .Field("path", log.Path)
                .Field("start", Time(log.Start))
                .Field("length", Words.Seconds(log.Duration.TotalSeconds))
                .Field("size", Words.Bytes(log.Bytes))
                .Field("labels", log.Labels.MalformedCount > 0 ? $"{log.Labels.MalformedCount} lines are no labels" : "", Tone.Warn)
                .Field("events", log.EventsLeftOut > 0 ? $"{log.EventsLeftOut} more are not shown" : "", Tone.Warn),
            tasks,
            events,
        ];
    }

    public static void Write(Utf8JsonWriter json, LogOverview log)
    {
        json.WriteStartObject();
        json.WriteString("path", log.Path);
        json.WriteString("start", log.Start?.ToString("O", CultureInfo.InvariantCulture));
        json.WriteNumber("seconds", log.Duration.TotalSeconds);
        json.WriteNumber("bytes", log.Bytes);
        json.WriteStartArray("tasks");
        foreach (var task in log.Tasks)
            Write(json, log, task);
        json.WriteEndArray();
        if (log.Events.Count > 0)
        {
            json.WriteStartArray("events");
            foreach (var (seconds, item) in log.Events)
            {
                json.WriteStartObject();
                json.WriteNumber("at_seconds", seconds);
                json.WriteString("kind", item.Kind);
                json.WriteString("subject", item.Subject);
                json.WriteString("data", item.Data);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LogOverview log, TaskSpan task)
    {
        json.WriteStartObject();
        json.WriteString("task", task.Id);
        json.WriteString("text", task.Text);
        json.WriteString("policy", task.Policy);
        json.WriteString("state", task.State);
        json.WriteString("outcome", log.OutcomeOf(task));
        json.WriteString("verdict", task.Verdict);
        if (log.Labels.Newest.GetValueOrDefault(task.Id) is { } label)
        {
            json.WriteString("label", label.Outcome);
            json.WriteString("comment", label.Comment);
        }

        if (task.EndNs is { } end)
            json.WriteNumber("seconds", (end - task.StartNs) / 1e9);
        json.WriteEndObject();
    }

    private static double Since(LogOverview log, long timeNs) =>
        log.Events.Count > 0 ? log.Events[0].Seconds + ((timeNs - log.Events[0].Item.TimeNs) / 1e9) : double.NaN;

    private static Tone ToneOf(string outcome) => outcome switch
    {
        "success" => Tone.Good,
        "failure" => Tone.Bad,
        _ => Tone.Warn,
    };

    private static string Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
