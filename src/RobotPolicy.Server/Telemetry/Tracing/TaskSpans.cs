using System.Diagnostics;
using RobotPolicy.Control.Loop;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Tasks;

namespace RobotPolicy.Server.Telemetry.Tracing;

/// <summary>
/// A span for every task, from when its policy is first executed to its end, with an event for every change of its state. Inferences stand in it.
/// Looks when the books do; where nobody listens it makes nothing.
/// </summary>
/// <param name="tasks">The tasks.</param>
/// <param name="traces">Where spans go.</param>
public sealed class TaskSpans(TaskBook tasks, ServiceTraces traces) : ILoopObserver, IDisposable
{
    private RobotTask? _task;

    /// <inheritdoc/>
    public void Observe(in LoopStatus now)
    {
        if (_task is null && !traces.IsOn)
            return;
        var task = tasks.Current;
        if (_task is not null && task?.Id != _task.Id)
            End(tasks.Get(_task.Id));
        if (task is null or { State: RobotTaskState.AwaitingAnswer })
            return;
        if (_task is null)
            Begin(task);
        else
            Note(task);
    }

    /// <summary>Ends the span of a task that is not over.</summary>
    public void Dispose()
    {
        if (_task is not null)
            End(_task);
    }

    private void Begin(RobotTask task)
    {
        // The span belongs to the task, not to the thread that looks on.
        var current = Activity.Current;
        var span = traces.Source.StartActivity(ActivityKind.Internal, default(ActivityContext), startTime: task.StartedAt, name: SpanNames.Task);
        Activity.Current = current;
        span?.SetTag(SpanNames.TaskId, task.Id)
            .SetTag(SpanNames.Policy, task.Policy)
            .SetTag(SpanNames.TaskText, task.Goal?.Text ?? "")
            .SetTag(SpanNames.StartedBy, task.StartedBy)
            .SetTag(SpanNames.Epoch, task.Epoch);
        (traces.Task, _task) = (span, task);
    }

    private void Note(RobotTask task)
    {
        var before = _task;
        _task = task;
        if (traces.Task is { IsAllDataRequested: true } span && (before!.State, before.Cause, before.Attempt) != (task.State, task.Cause, task.Attempt))
            span.AddEvent(new ActivityEvent(
                task.State.ToString(),
                tags: new ActivityTagsCollection
                {
                    [SpanNames.Cause] = task.Cause.ToString(),
                    [SpanNames.Culprit] = task.Culprit,
                    [SpanNames.Attempt] = task.Attempt,
                    [SpanNames.Epoch] = task.Epoch,
                }));
    }

    private void End(RobotTask task)
    {
        var span = traces.Task;
        (traces.Task, _task) = (null, null);
        if (span is null)
            return;
        var current = Activity.Current;
        span.SetTag(SpanNames.TaskState, task.State.ToString())
            .SetTag(SpanNames.Cause, task.Cause.ToString())
            .SetTag(SpanNames.Holds, task.Holds)
            .SetTag(SpanNames.Takeovers, task.Takeovers)
            .SetTag(SpanNames.Attempt, task.Attempt);
        if (task.Verdict is { } verdict)
            span.SetTag(SpanNames.Verdict, verdict.Kind.ToString());
        if (task.State == RobotTaskState.Failed)
            span.SetStatus(ActivityStatusCode.Error, task.Cause.ToString());
        if (task.EndedAt is { } end)
            span.SetEndTime(end.UtcDateTime);
        span.Stop();
        Activity.Current = current;
    }
}
