using System.Text.Json;
using System.Text.Json.Nodes;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Timing;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Recording;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Operations.Questions;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.Server.Operations.Watching;

namespace RobotPolicy.Server.Operations.Recordings;

/// <summary>
/// Notes into the recording what the books say: tasks as they begin, change and end, alerts, questions. What changes with every tick
/// stands in the ticks, and is no reason for a note.
/// </summary>
/// <param name="recorder">The recorder.</param>
/// <param name="tasks">The tasks.</param>
/// <param name="alerts">The alerts.</param>
/// <param name="questions">The questions.</param>
public sealed class RunNotes(Recorder recorder, TaskBook tasks, AlertBook alerts, QuestionBook questions) : ILoopObserver, IDisposable
{
    private readonly Watched<Alert> _alerts = alerts.Watch(AlertSeverity.Info);
    private readonly Watched<Question> _questions = questions.Watch();
    private RobotTask? _task;

    /// <inheritdoc/>
    public void Observe(in LoopStatus now)
    {
        // A task that is over can still get another verdict.
        var task = tasks.Current ?? (_task is null ? null : tasks.Get(_task.Id));
        if (_task is not null && task?.Id != _task.Id)
            NoteTask(tasks.Get(_task.Id));
        if (task is not null)
            NoteTask(task);
        while (_alerts.Changes.TryRead(out var alert))
            recorder.Note(LogEvents.Alert, alert!.Id, Describe(alert).ToJsonString());
        while (_questions.Changes.TryRead(out var question))
            recorder.Note(LogEvents.Question, question!.Id, Describe(question).ToJsonString());
    }

    /// <summary>Notes who took over or handed back.</summary>
    public static void NoteIntervention(Recorder recorder, string by, string change)
    {
        ArgumentNullException.ThrowIfNull(recorder);
        recorder.Note(LogEvents.Intervention, by, new JsonObject { ["change"] = change }.ToJsonString());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _alerts.Changes.Dispose();
        _questions.Changes.Dispose();
    }

    private void NoteTask(RobotTask task)
    {
        var before = _task;
        _task = task;
        if (before is not null && Essence(before) == Essence(task))
            return;
        recorder.Note(LogEvents.Task, task.Id, Describe(task).ToJsonString());
    }

    /// <summary>What a note tells; compared fifty times a second, so it is a value.</summary>
    private static (string, RobotTaskState, string, string?, string, DateTimeOffset, DateTimeOffset?, StopCause, string, int, int, int, int, TaskVerdict?, bool) Essence(RobotTask task) => (
        task.Id, task.State, task.Policy, task.Goal?.Text, task.StartedBy, task.StartedAt, task.EndedAt, task.Cause, task.Culprit, task.Attempt, task.Step, task.Holds,
        task.Takeovers, task.Verdict, task.IsOvertime);

    private static JsonObject Describe(RobotTask task) => new()
    {
        ["state"] = Name(task.State),
        ["policy"] = task.Policy,
        ["text"] = task.Goal?.Text ?? "",
        ["started_by"] = task.StartedBy,
        ["started_at"] = task.StartedAt,
        ["ended_at"] = task.EndedAt,
        ["cause"] = Name(task.Cause),
        ["culprit"] = task.Culprit,
        ["attempt"] = task.Attempt,
        ["step"] = task.Step,
        ["holds"] = task.Holds,
        ["takeovers"] = task.Takeovers,
        ["verdict"] = task.Verdict is { } verdict ? Name(verdict.Kind) : null,
        ["verdict_by"] = task.Verdict?.By,
        ["overtime"] = task.IsOvertime,
    };

    private static JsonObject Describe(Alert alert) => new()
    {
        ["source"] = alert.Note.Source,
        ["key"] = alert.Note.Key,
        ["severity"] = Name(alert.Note.Severity),
        ["text"] = alert.Note.Text,
        ["raised_at"] = alert.RaisedAt,
        ["resolved_at"] = alert.ResolvedAt,
        ["resolved_by"] = alert.ResolvedBy,
        ["acknowledged_by"] = alert.AcknowledgedBy,
    };

    private static JsonObject Describe(Question question) => new()
    {
        ["text"] = question.Text,
        ["task"] = question.TaskId,
        ["open"] = question.IsOpen,
        ["answer"] = question.Answer,
        ["answered_by"] = question.AnsweredBy,
    };

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
