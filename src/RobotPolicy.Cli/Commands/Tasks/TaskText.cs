using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary>Tasks as people read them.</summary>
internal static class TaskText
{
    /// <summary>Whether it is over.</summary>
    public static bool Ended(RobotTask task) => task.State is TaskState.Ended or TaskState.Failed;

    /// <summary>State, cause, progress and times in one line.</summary>
    public static string Line(RobotTask task)
    {
        var text = Words.Of(task.State);
        if (Words.Cause(task.Cause, task.Culprit) is { Length: > 0 } cause)
            text += $": {cause}";
        if (task.HasProgress)
            text += $", {Words.Percent(task.Progress)} done";
        text += $", executed {Words.Seconds(task.ExecutedS)}";
        if (task.Holds > 0)
            text += $", {task.Holds} hold{(task.Holds == 1 ? "" : "s")}";
        if (task.Takeovers > 0)
            text += $", {task.Takeovers} takeover{(task.Takeovers == 1 ? "" : "s")}";
        return text;
    }

    /// <summary>Several as a table.</summary>
    public static Sheet Table(IReadOnlyList<RobotTask> tasks, TimeProvider clock)
    {
        var sheet = new Sheet("Id", "Started", "Policy", "Goal", "State", "Cause", "Executed", "Progress", "Holds", "Takeovers", "By") { Empty = "No tasks." };
        foreach (var task in tasks)
        {
            sheet.Row(
                task.TaskId,
                Words.Time(task.StartedAt, clock),
                task.Policy,
                Words.Goal(task.Goal),
                new Cell(Words.Of(task.State), Words.ToneOf(task.State)),
                Words.Cause(task.Cause, task.Culprit),
                Words.Seconds(task.ExecutedS),
                task.HasProgress ? Words.Percent(task.Progress) : "",
                $"{task.Holds}",
                $"{task.Takeovers}",
                task.StartedBy);
        }

        return sheet;
    }

    /// <summary>One with all its fields.</summary>
    public static Sheet Fields(RobotTask task, TimeProvider clock) => new Sheet()
        .Field("task", task.TaskId, Tone.Bold)
        .Field("policy", task.Policy)
        .Field("goal", Words.Goal(task.Goal))
        .Field("state", Words.Of(task.State), Words.ToneOf(task.State))
        .Field("cause", Words.Cause(task.Cause, task.Culprit), Tone.Warn)
        .Field("progress", task.HasProgress ? Words.Percent(task.Progress) : "")
        .Field("executed", Words.Seconds(task.ExecutedS))
        .Field("holds", $"{task.Holds}, with {task.Takeovers} takeovers")
        .Field("epoch", $"{task.Epoch}")
        .Field("started", $"{Words.Time(task.StartedAt, clock)} by {task.StartedBy}")
        .Field("ended", task.EndedAt is null ? "" : Words.Time(task.EndedAt, clock));
}
