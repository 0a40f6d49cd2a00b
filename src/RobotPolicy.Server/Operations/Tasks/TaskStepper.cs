using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using Goal = RobotPolicy.Api.V1.Goal;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>
/// Leads a task from goal to goal: each one is another epoch, and the arm stands until the first chunk for it. Any thread.
/// </summary>
internal sealed class TaskStepper(TaskLedger ledger, IRobotLoop loop, TaskEnding ending, ILoopObserver book, ILogger logger)
{
    /// <summary>Gives a task another goal while it runs. While it is held, the goal counts from when it goes on.</summary>
    /// <exception cref="OperationException">There is no such task, it is over, or its package does not take such a goal.</exception>
    public async Task<RobotTask> ChangeGoalAsync(string id, Goal goal)
    {
        var entry = ledger.GetEntry(id);
        ThrowIfSelected(entry, "goal");
        if (goal.KindCase == Goal.KindOneofCase.Text && !entry.Use.ListensToText)
            throw OperationException.Invalid("goal.text", $"a goal that changes what package '{entry.Use.Name}' does", "text");
        var wanted = entry.Use.Prepare(goal);
        await RetaskAsync(entry, wanted, task =>
        {
            entry.Sequence.Replace(goal, wanted);
            return task with { Goal = goal };
        }).ConfigureAwait(false);
        Log.GoalChanged(logger, id, goal.KindCase.ToString());
        return ledger.Get(id);
    }

    /// <summary>Adds steps to a task that is not over.</summary>
    /// <exception cref="OperationException">There is no such task, it is over or ending, or one of the steps is refused.</exception>
    public RobotTask Append(string id, IReadOnlyList<TaskStep> steps)
    {
        var entry = ledger.GetEntry(id);
        ThrowIfSelected(entry, "steps");
        entry.Sequence.CheckWords(steps);
        var ready = entry.Sequence.Read(steps);
        lock (ledger.Gate)
        {
            if (ledger.Current != entry || entry.End is not null)
                throw OperationException.Aborted($"Task '{id}' is over.");
            entry.Sequence.Add(ready);
            return ledger.Amend(id, task => task with { Step = entry.Sequence.Index + 1, StepCount = entry.Sequence.Count });
        }
    }

    /// <summary>The current step is done: the next one begins, or the task ends.</summary>
    /// <param name="entry">The task.</param>
    /// <param name="end">How it ends after the last step.</param>
    /// <exception cref="OperationException">The loop forbids it.</exception>
    public async Task FinishStepAsync(TaskEntry entry, TaskEnd end)
    {
        if (entry.Sequence.Selection is { } selection)
        {
            await AskAsync(entry, selection).ConfigureAwait(false);
            return;
        }

        bool isLast;
        lock (ledger.Gate)
            isLast = entry.Sequence.IsLast;
        if (isLast)
        {
            await ending.EndAsync(entry.Shown.Id, end).ConfigureAwait(false);
            return;
        }

        await RetaskAsync(entry, entry.Sequence.PreparedNext, task =>
        {
            entry.Sequence.Advance();
            (entry.StepFrom, entry.AttemptFrom) = (task.Executed, task.Executed);
            return task with { Step = entry.Sequence.Index + 1, StepCount = entry.Sequence.Count, Goal = entry.Sequence.Current.Goal };
        }).ConfigureAwait(false);
        Log.StepBegun(logger, entry.Shown.Id, entry.Shown.Step, entry.Shown.StepCount);
    }

    /// <summary>Does <see cref="FinishStepAsync"/> where nobody waits for the answer; if the loop refuses, the arm is held.</summary>
    public async Task FinishStepByItselfAsync(TaskEntry entry, TaskEnd end)
    {
        try
        {
            await FinishStepAsync(entry, end).ConfigureAwait(false);
        }
        catch (OperationException exception)
        {
            loop.RequestStop(StopCause.TaskEnded, StopKind.Hold);
            Log.EndRefused(logger, entry.Shown.Id, end.Cause, exception.Message);
        }
    }

    /// <summary>
    /// The policy has chosen: the primitive begins, or the task ends where it is done or has had all its choices. Nobody waits for the
    /// answer; if the loop refuses, the arm is held.
    /// </summary>
    /// <param name="entry">The task.</param>
    /// <param name="choice">What was chosen, from 1.</param>
    public async Task BeginPrimitiveAsync(TaskEntry entry, int choice)
    {
        var selection = entry.Sequence.Selection!;
        TaskEnd? end;
        lock (ledger.Gate)
        {
            if (!selection.IsChoosing || entry.IsActing || entry.End is not null)
                return;
            end = selection.IsDone(choice) ? TaskEnd.Succeeded
                : selection.Count >= selection.MaxCount ? new TaskEnd(RobotTaskState.Failed, StopCause.ChoicesExhausted)
                : null;
        }

        if (end is not null)
        {
            await ending.EndByItselfAsync(entry.Shown.Id, end).ConfigureAwait(false);
            return;
        }

        var isRetry = false;
        try
        {
            await RetaskAsync(entry, selection.PreparedOf(choice), task =>
            {
                isRetry = selection.Begin(choice);
                (entry.StepFrom, entry.AttemptFrom) = (task.Executed, task.Executed);
                return task with
                {
                    Goal = selection.Current.Step.Goal,
                    Primitive = selection.Primitive,
                    Choices = selection.Count,
                    PrimitiveRetries = selection.Retries,
                };
            }, () => selection.IsChoosing).ConfigureAwait(false);
        }
        catch (OperationException exception) when (exception.Error == OperationError.Aborted)
        {
            // Another look has seen the same choice.
            return;
        }
        catch (OperationException exception)
        {
            loop.RequestStop(StopCause.NoChoice, StopKind.Hold);
            Log.EndRefused(logger, entry.Shown.Id, StopCause.NoChoice, exception.Message);
            return;
        }

        if (isRetry)
            Log.PrimitiveRetried(logger, entry.Shown.Id, selection.Primitive, selection.Count, selection.MaxCount, selection.Retries);
        else
            Log.PrimitiveBegun(logger, entry.Shown.Id, selection.Primitive, selection.Count, selection.MaxCount);
    }

    private static void ThrowIfSelected(TaskEntry entry, string field)
    {
        if (entry.Sequence.Selection is not null)
            throw OperationException.Invalid(field, "none for a task whose goals its package chooses; start it with a goal or steps instead", "one");
    }

    /// <summary>A primitive is over: the policy chooses the next of what it sees now, while the arm stands.</summary>
    private async Task AskAsync(TaskEntry entry, TaskSelection selection)
    {
        lock (ledger.Gate)
            if (selection.IsChoosing)
                return;
        await RetaskAsync(entry, selection.Request(), task =>
        {
            selection.Ask();
            return task;
        }).ConfigureAwait(false);
    }

    private async Task RetaskAsync(
        TaskEntry entry, PreparedGoal? wanted, Func<RobotTask, RobotTask> shown, Func<bool>? isStillWanted = null)
    {
        PreparedGoal? before;
        lock (ledger.Gate)
        {
            if (entry.IsActing || isStillWanted?.Invoke() == false)
                throw OperationException.Aborted($"Task '{entry.Shown.Id}' is just given another goal or attempt.");
            entry.IsActing = true;
            before = entry.Sequence.Prepared;
        }

        entry.Use.Set(wanted);
        try
        {
            LoopStatus? status = entry.Shown.State == RobotTaskState.AwaitingAnswer
                ? null
                : await loop.ObeyAsync(LoopCommand.Retask, "Only a task that has begun and not ended takes another goal.").ConfigureAwait(false);
            if (status is { } after)
                book.Observe(after);
            ledger.Amend(entry.Shown.Id, shown);
        }
        catch
        {
            entry.Use.Set(before);
            throw;
        }
        finally
        {
            lock (ledger.Gate)
                entry.IsActing = false;
        }
    }
}
