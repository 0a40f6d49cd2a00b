using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Questions;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>
/// Takes in what somebody who looks on says about a task, a human or a model: {success, failure, unsure}, during the task or after it.
/// Any thread.
/// </summary>
internal sealed class TaskVerdicts(TaskLedger ledger, QuestionBook questions, TaskStepper stepper, TaskRetry retry, TimeProvider time, ILogger logger)
{
    private const string Success = "success";
    private const string Failure = "failure";
    private const string Open = "open";

    /// <summary>Keeps a verdict, and does what follows from it: nothing while a human is in command, whom no verdict stops.</summary>
    /// <param name="id">The task.</param>
    /// <param name="kind">What is said.</param>
    /// <param name="by">Who or what says it.</param>
    /// <param name="comment">What they say to it.</param>
    /// <param name="finish">Whether success ends the step, or the task where it has no further one, also where no verdict is waited for.</param>
    /// <exception cref="OperationException">There is no such task, or the loop forbids what follows; the verdict is kept all the same.</exception>
    public async Task<RobotTask> ReportAsync(string id, VerdictKind kind, string by, string comment, bool finish)
    {
        var task = ledger.Amend(id, task => task with { Verdict = new TaskVerdict(kind, by, time.GetUtcNow(), comment) });
        Log.Verdict(logger, id, kind, by);
        if (kind == VerdictKind.Unsure)
            Ask(task);
        if (task.IsOver || task.State is RobotTaskState.AwaitingAnswer or RobotTaskState.Human)
            return task;
        var entry = ledger.GetEntry(id);
        if (kind == VerdictKind.Failure)
            await retry.FailAttemptAsync(entry, StopCause.AttemptFailed).ConfigureAwait(false);
        else if (kind == VerdictKind.Success && (finish || IsWaiting(entry)))
            await stepper.FinishStepAsync(entry, TaskEnd.Succeeded).ConfigureAwait(false);
        return ledger.Get(id);
    }

    private bool IsWaiting(TaskEntry entry)
    {
        lock (ledger.Gate)
            return entry.Sequence is { IsShown: true } or { Selection.IsChoosing: false } && entry.Sequence.Current.Until == StepEnd.Verdict;
    }

    private void Ask(RobotTask task) => questions.Ask(new QuestionPlan
    {
        Text = $"Has task {task.Id} reached its goal?{(task.Verdict!.Comment.Length == 0 ? "" : $" {task.Verdict.By}: {task.Verdict.Comment}")}",
        Choices = [new Choice(Success, "Yes"), new Choice(Failure, "No"), new Choice(Open, "That cannot be told")],
        TaskId = task.Id,
        OnAnswer = (choice, by) => choice == Open
            ? Task.CompletedTask
            : ReportAsync(task.Id, choice == Success ? VerdictKind.Success : VerdictKind.Failure, by, "", finish: true),
    });
}
