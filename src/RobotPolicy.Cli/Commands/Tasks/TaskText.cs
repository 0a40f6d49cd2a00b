using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary>Tasks as people read them.</summary>
internal static class TaskText
{
    /// <summary>Whether it is over.</summary>
    public static bool Ended(RobotTask task) => task.State is TaskState.Ended or TaskState.Failed;

    /// <summary>Whether the goal was reached: the verdict from outside, else the policy's own word; empty where nobody said so.</summary>
    public static string Outcome(RobotTask task) =>
        task.Verdict is { } verdict ? Words.Of(verdict.Verdict)
        : task.Cause == StopCause.TaskSucceeded ? "success"
        : task.Cause is StopCause.AttemptFailed or StopCause.RetriesExhausted or StopCause.ChoicesExhausted && task.State == TaskState.Failed ? "failure"
        : "";

    /// <summary>State, cause, progress and times in one line.</summary>
    public static string Line(RobotTask task)
    {
        var text = Words.Of(task.State);
        if (Words.Cause(task.Cause, task.Culprit) is { Length: > 0 } cause)
            text += $": {cause}";
        if (task.HasProgress)
            text += $", {Words.Percent(task.Progress)} done";
        if (task.StepCount > 0)
            text += $", step {task.Step} of {task.StepCount}";
        if (task.Choices > 0)
            text += $", {task.Primitive} ({Choices(task)})";
        if (task.Attempt > 1)
            text += $", attempt {Attempt(task)}";
        if (task.Overtime)
            text += ", overtime";
        if (task.Verdict is { } verdict)
            text += $", verdict {Words.Of(verdict.Verdict)} by {verdict.By}";
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
        var sheet = new Sheet("Id", "Started", "Policy", "Goal", "State", "Cause", "Outcome", "Step", "Attempt", "Executed", "Progress", "Holds", "Takeovers", "By") { Empty = "No tasks." };
        foreach (var task in tasks)
        {
            sheet.Row(
                task.TaskId,
                Words.Time(task.StartedAt, clock),
                task.Policy,
                Words.Goal(task.Goal),
                new Cell(Words.Of(task.State), Words.ToneOf(task.State)),
                Words.Cause(task.Cause, task.Culprit),
                Outcome(task),
                task.StepCount > 0 ? $"{task.Step}/{task.StepCount}" : task.Primitive,
                Attempt(task),
                task.Overtime ? $"{Words.Seconds(task.ExecutedS)}, overtime" : Words.Seconds(task.ExecutedS),
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
        .Field("outcome", Outcome(task))
        .Field("verdict", task.Verdict is { } verdict ? $"{Words.Of(verdict.Verdict)} by {verdict.By}, {Words.Time(verdict.At, clock)}" : "")
        .Field("comment", task.Verdict?.Comment ?? "")
        .Field("step", task.StepCount > 0 ? $"{task.Step} of {task.StepCount}" : "")
        .Field("primitive", task.Primitive)
        .Field("choices", task.Choices > 0 ? Choices(task) : "")
        .Field("attempt", Attempt(task))
        .Field("overtime", task.Overtime ? "yes" : "", Tone.Warn)
        .Field("progress", task.HasProgress ? Words.Percent(task.Progress) : "")
        .Field("executed", Words.Seconds(task.ExecutedS))
        .Field("holds", $"{task.Holds}, with {task.Takeovers} takeovers")
        .Field("epoch", $"{task.Epoch}")
        .Field("started", $"{Words.Time(task.StartedAt, clock)} by {task.StartedBy}")
        .Field("ended", task.EndedAt is null ? "" : Words.Time(task.EndedAt, clock));

    private static string Choices(RobotTask task) =>
        $"{task.Choices} choice{(task.Choices == 1 ? "" : "s")}{(task.PrimitiveRetries > 0 ? $", {task.PrimitiveRetries} of them retries" : "")}";

    /// <summary>An operator may begin more attempts than follow by themselves.</summary>
    private static string Attempt(RobotTask task) => task.Attempt == 0 ? "" : task.Attempt <= task.Retries + 1 ? $"{task.Attempt} of {task.Retries + 1}" : $"{task.Attempt}";
}
