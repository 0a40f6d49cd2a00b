using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>Ends a task: the loop decelerates, then is idle, and the task is over when it is. Any thread.</summary>
internal sealed class TaskEnding(TaskLedger ledger, IRobotLoop loop, ILoopObserver book, ILogger logger)
{
    /// <summary>Ends it.</summary>
    /// <exception cref="OperationException">The loop forbids it.</exception>
    public async Task EndAsync(string id, TaskEnd end)
    {
        SetEnd(id, end);
        try
        {
            book.Observe(await loop.ObeyAsync(LoopCommand.StopTask, "The task cannot be ended in this mode.").ConfigureAwait(false));
        }
        catch (OperationException)
        {
            SetEnd(id, null);
            throw;
        }
    }

    /// <summary>Ends it where nobody waits for the answer. If the loop refuses, the arm is held until the next look tries again.</summary>
    public async Task EndByItselfAsync(string id, TaskEnd end)
    {
        try
        {
            await EndAsync(id, end).ConfigureAwait(false);
        }
        catch (OperationException exception)
        {
            loop.RequestStop(end.Cause, StopKind.Hold);
            Log.EndRefused(logger, id, end.Cause, exception.Message);
        }
    }

    private void SetEnd(string id, TaskEnd? end)
    {
        lock (ledger.Gate)
            if (ledger.Current?.Shown.Id == id)
                ledger.Current.End = end;
    }
}
