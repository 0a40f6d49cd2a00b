using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>Finds out what a look at the loop means for a task: whether it is done, late or has failed, and whether it may be tried again.</summary>
internal static class TaskJudge
{
    /// <summary>What a look means. Under the ledger's lock, after the look has been taken into what the task shows.</summary>
    public static TaskFinding Look(TaskEntry entry, in LoopStatus now)
    {
        var (task, step, start) = (entry.Shown, entry.Sequence.Current, entry.Start);
        if (task.IsOver || entry.End is not null || entry.IsActing)
            return TaskFinding.None;
        if (start.TimeLimit > TimeSpan.Zero && task.Executed >= start.TimeLimit)
            return TaskFinding.Late;
        if (entry.Retry != RetryPhase.None)
            return LookForRetry(entry, now);
        if (now is { Mode: ControlMode.Holding, Cause: StopCause.FailurePredicted } && start.RetriesOnAlarm)
            return TaskFinding.AttemptFailed;
        if (now.Mode != ControlMode.Running)
            return TaskFinding.None;
        if (entry.Sequence.Selection is { IsChoosing: true })
            return now.Signals is { Choice: > 0 } ? TaskFinding.Chosen : TaskFinding.None;
        if (step.Until is StepEnd.Success && now.Signals is { } signals && entry.Sequence.Criterion.IsMet(signals))
            return TaskFinding.Succeeded;
        if (step.TimeLimit > TimeSpan.Zero && task.Executed - entry.StepFrom >= step.TimeLimit)
            return step.Until == StepEnd.Time || entry.Sequence.Selection is not null ? TaskFinding.StepOver : TaskFinding.AttemptFailed;
        return start.AttemptLimit > TimeSpan.Zero && task.Executed - entry.AttemptFrom >= start.AttemptLimit
            ? TaskFinding.AttemptFailed
            : TaskFinding.None;
    }

    /// <summary>
    /// Follows a retry that is wanted. It comes to nothing when a human takes over, when something worse than a hold stops the arm, or
    /// when an operator resumes.
    /// </summary>
    private static TaskFinding LookForRetry(TaskEntry entry, in LoopStatus now)
    {
        var isHeld = now is { Mode: ControlMode.Holding, Cause: StopCause.AttemptFailed or StopCause.FailurePredicted };
        entry.Retry = now.Mode switch
        {
            ControlMode.Running when entry.Retry == RetryPhase.Wanted => RetryPhase.Wanted,
            ControlMode.Holding => isHeld ? RetryPhase.Held : entry.Retry,
            _ => RetryPhase.None,
        };
        return entry.Retry switch
        {
            RetryPhase.Wanted when now.Mode == ControlMode.Running => TaskFinding.AttemptFailed,
            RetryPhase.Held when isHeld && now is { NeedsOperator: true, IsStandstill: true } && now.StartBlock.IsNone && now.Demand.IsNone =>
                TaskFinding.ReadyToRetry,
            _ => TaskFinding.None,
        };
    }
}
