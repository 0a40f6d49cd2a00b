using System.Globalization;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Logs;

/// <summary>Recordings on the service's disk, for people.</summary>
internal static class ServiceLogsText
{
    public static Sheet Table(IReadOnlyList<LogEntry> logs)
    {
        var sheet = new Sheet("recording", "start", "length", "size", "tasks", "policies", "problem") { Empty = "No recordings." };
        foreach (var log in logs)
            sheet.Row(
                log.Name, Start(log.BeganAt), Words.Seconds(log.DurationS), Words.Bytes(log.SizeBytes), log.Tasks < 0 ? "?" : Number(log.Tasks), string.Join(", ", log.Policies),
                log.IsOpen ? new Cell("is being written", Tone.Good) : new Cell(log.Problem, Tone.Warn));
        return sheet;
    }

    public static IReadOnlyList<Sheet> Sheets(Timeline timeline)
    {
        var tasks = new Sheet("task", "at", "length", "state", "outcome", "by", "takeovers", "holds", "alarms", "policy", "text", "comment") { Title = "Tasks", Empty = "No tasks." };
        foreach (var task in timeline.Tasks)
            tasks.Row(
                task.TaskId, Words.Seconds(task.StartS), Words.Seconds(task.EndS - task.StartS), task.State,
                task.Verdict == Verdict.Unspecified ? "" : new Cell(Words.Of(task.Verdict), ToneOf(task.Verdict)), task.VerdictBy,
                Count(task.Takeovers), Count(task.Holds), Count(task.Alarms), task.Policy, task.Text, task.Comment);
        var marks = new Sheet("at", "for", "what", "text", "detail") { Title = "Marks", Empty = "Nothing happened." };
        foreach (var mark in timeline.Marks)
            marks.Row(Words.Seconds(mark.StartS), mark.EndS > mark.StartS ? Words.Seconds(mark.EndS - mark.StartS) : "", Words.Of(mark.Kind), mark.Text, mark.Detail);
        var fields = new Sheet { Title = "Recording" }
            .Field("name", timeline.Name)
            .Field("robot", timeline.Robot.Name)
            .Field("start", Start(timeline.BeganAt))
            .Field("length", Words.Seconds(timeline.DurationS))
            .Field("policies", timeline.Recorded.Policy);
        foreach (var problem in timeline.Problems)
            fields.Field("problem", problem, Tone.Warn);
        return [fields, tasks, marks];
    }

    private static Tone ToneOf(Verdict verdict) => verdict switch
    {
        Verdict.Success => Tone.Good,
        Verdict.Failure => Tone.Bad,
        _ => Tone.Warn,
    };

    private static string Start(Google.Protobuf.WellKnownTypes.Timestamp? time) =>
        time?.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    private static string Count(int value) => value > 0 ? Number(value) : "";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
