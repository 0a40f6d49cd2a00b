using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>Derives a task from what the loop does.</summary>
internal static class TaskProgress
{
    /// <summary>The task after a look at the loop.</summary>
    /// <param name="task">The task before; not over.</param>
    /// <param name="now">The loop.</param>
    /// <param name="culprit">Name of what <paramref name="now"/> blames.</param>
    /// <param name="end">How it is to end, where it was asked to.</param>
    /// <param name="sinceLast">Time of the loop since the last look.</param>
    /// <param name="utcNow">Time of day.</param>
    public static RobotTask Next(
        RobotTask task, in LoopStatus now, string culprit, TaskEnd? end, TimeSpan sinceLast, DateTimeOffset utcNow)
    {
        var state = State(task, now, end);
        var isOver = state is RobotTaskState.Ended or RobotTaskState.Failed;
        return task with
        {
            State = state,
            Cause = state switch
            {
                RobotTaskState.Running => StopCause.None,
                RobotTaskState.Ended or RobotTaskState.Failed when now.Mode == ControlMode.Idle && end is { Cause: not StopCause.TaskEnded } => end.Cause,
                RobotTaskState.Ended when end is not null => task.Cause is StopCause.None ? StopCause.TaskEnded : task.Cause,
                _ => now.Cause,
            },
            Culprit = culprit,
            Progress = now.Signals is { } signals && float.IsFinite(signals.Progress) ? Math.Clamp(signals.Progress, 0f, 1f) : task.Progress,
            Epoch = now.Epoch,
            EndedAt = isOver ? utcNow : null,
            Executed = task.State == RobotTaskState.Running ? task.Executed + sinceLast : task.Executed,
            Holds = task.Holds + (IsHeld(state) && !IsHeld(task.State) && !IsEnding(now, end) ? 1 : 0),
            Attempt = task.Attempt + (IsRetrying(state, now.Cause) && !IsRetrying(task.State, task.Cause) ? 1 : 0),
            Takeovers = task.Takeovers + (state == RobotTaskState.Human && task.State != RobotTaskState.Human ? 1 : 0),
        };
    }

    /// <summary>Whether a task takes longer than expected, or than every rollout that its failure monitor was calibrated with.</summary>
    public static bool IsOvertime(RobotTask task, in LoopStatus now, TimeSpan expected) =>
        (now.Mode == ControlMode.Running && now.Failure.IsOvertime) || (expected > TimeSpan.Zero && task.Executed > expected);

    private static bool IsRetrying(RobotTaskState state, StopCause cause) => state == RobotTaskState.Held && cause == StopCause.Retrying;

    // Without an end the arm is held since the loop refused to let a task go from one step to the next.
    private static bool IsEnding(in LoopStatus now, TaskEnd? end) => now.Cause == StopCause.TaskEnded && end is not null;

    private static bool IsHeld(RobotTaskState state) => state is RobotTaskState.Held or RobotTaskState.Paused;

    private static RobotTaskState State(RobotTask task, in LoopStatus now, TaskEnd? end) => now.Mode switch
    {
        ControlMode.Running => RobotTaskState.Running,
        ControlMode.Human => RobotTaskState.Human,
        ControlMode.EmergencyStop => RobotTaskState.Failed,
        ControlMode.Idle when end is not null => end.State,
        ControlMode.Idle => now.Cause is StopCause.TaskEnded or StopCause.Shutdown
            ? RobotTaskState.Ended
            : RobotTaskState.Failed,

        // On its way to idle; what it was before is more telling than "held".
        ControlMode.Holding when IsEnding(now, end) => task.State,
        ControlMode.Holding when now.Cause == StopCause.OperatorPause => RobotTaskState.Paused,
        _ => RobotTaskState.Held,
    };
}
