using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Server.Operations.Questions;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>
/// Tries a task again after an attempt that failed: the arm is held, moves to the robot's safe pose, and begins anew, as often as the
/// start allows (the contract of RUM: verdict, budget, safe reset). Never while a human is in command. Any thread.
/// </summary>
internal sealed class TaskRetry(
    TaskLedger ledger, IRobotLoop loop, QuestionBook questions, TaskEnding ending, Func<TaskStart, Task<RobotTask>> start, ILoopObserver book, ILogger logger)
{
    private const string Again = "again";
    private const string Leave = "leave";

    private string _asked = "";

    /// <summary>
    /// The attempt has failed: holds the arm for the next one, or ends the task where it may have none. What an operator or a fault has
    /// stopped is left alone; the retry follows when that is over.
    /// </summary>
    /// <param name="entry">The task.</param>
    /// <param name="cause">Why the attempt counts as failed, for the end of a task without retries.</param>
    public async Task FailAttemptAsync(TaskEntry entry, StopCause cause)
    {
        var mode = loop.ReadStatus().Mode;
        lock (ledger.Gate)
        {
            if (ledger.Current != entry || entry.End is not null || entry.IsActing || mode == ControlMode.Human
                || entry.Shown is { State: RobotTaskState.Human } or { Cause: StopCause.Retrying })
                return;
            if (entry.RetriesSent < entry.Start.Retries)
            {
                if (entry.Retry == RetryPhase.None)
                    Log.AttemptFailed(logger, entry.Shown.Id, entry.Shown.Attempt, entry.RetriesSent, entry.Start.Retries);
                entry.Retry = RetryPhase.Wanted;
                if (mode == ControlMode.Running)
                    loop.RequestStop(StopCause.AttemptFailed, StopKind.Hold);
                return;
            }
        }

        await FailAsync(entry, entry.Start.Retries > 0 ? StopCause.RetriesExhausted : cause).ConfigureAwait(false);
    }

    /// <summary>The arm stands: sends it to the safe pose and lets the task begin anew.</summary>
    public async Task RetryAsync(TaskEntry entry)
    {
        lock (ledger.Gate)
        {
            if (ledger.Current != entry || entry.IsActing || entry.Retry != RetryPhase.Held
                || entry.Shown.State == RobotTaskState.Human || entry.RetriesSent >= entry.Start.Retries)
                return;
            entry.IsActing = true;
            entry.Retry = RetryPhase.None;
            entry.RetriesSent++;
        }

        OperationException? refusal = null;
        try
        {
            book.Observe(await loop.ObeyAsync(LoopCommand.Retry, "The task cannot be tried again in this mode.").ConfigureAwait(false));
            Log.AttemptBegun(logger, entry.Shown.Id, entry.RetriesSent, entry.Start.Retries);
        }
        catch (OperationException exception)
        {
            refusal = exception;
        }
        finally
        {
            lock (ledger.Gate)
                entry.IsActing = false;
        }

        // A human who took over in between is in command; nothing ends the task under their hands.
        if (refusal is not null && loop.ReadStatus().Mode != ControlMode.Human)
            await FailAsync(entry, refusal.Cause == StopCause.None ? StopCause.AttemptFailed : refusal.Cause).ConfigureAwait(false);
    }

    /// <summary>Takes back the question whether to begin again, once that is out of date.</summary>
    public void Forget() => questions.Withdraw(Interlocked.Exchange(ref _asked, ""));

    private async Task FailAsync(TaskEntry entry, StopCause cause)
    {
        await ending.EndByItselfAsync(entry.Shown.Id, new TaskEnd(RobotTaskState.Failed, cause)).ConfigureAwait(false);
        var task = entry.Shown;
        try
        {
            Forget();
            _asked = questions.Ask(new QuestionPlan
            {
                Text = $"Task {task.Id} failed in attempt {task.Attempt} ({cause}). Start it anew?",
                Choices = [new Choice(Again, "Yes, the scene is in order again"), new Choice(Leave, "No")],
                TaskId = task.Id,
                OnAnswer = (choice, _) => choice == Again ? start(entry.Start with { RequestId = "" }) : Task.CompletedTask,
            }).Id;
        }
        catch (OperationException exception)
        {
            // Too many questions are open. That the task failed is shown all the same.
            Log.QuestionRefused(logger, task.Id, exception.Message);
        }
    }
}
