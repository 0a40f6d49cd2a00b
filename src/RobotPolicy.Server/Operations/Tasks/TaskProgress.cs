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
    /// <param name="endAsked">Whether it was asked to end.</param>
    /// <param name="sinceLast">Time of the loop since the last look.</param>
    /// <param name="utcNow">Time of day.</param>
    public static RobotTask Next(
        RobotTask task, in LoopStatus now, string culprit, bool endAsked, TimeSpan sinceLast, DateTimeOffset utcNow)
    {
        var state = State(task, now, endAsked);
        var isOver = state is RobotTaskState.Ended or RobotTaskState.Failed;
        return task with
        {
            State = state,
            Cause = state switch
            {
                RobotTaskState.Running => StopCause.None,
                RobotTaskState.Ended when endAsked => task.Cause is StopCause.None ? StopCause.TaskEnded : task.Cause,
                _ => now.Cause,
            },
            Culprit = culprit,
            Progress = now.Signals is { } signals && float.IsFinite(signals.Progress) ? Math.Clamp(signals.Progress, 0f, 1f) : task.Progress,
            Epoch = now.Epoch,
            EndedAt = isOver ? utcNow : null,
            Executed = task.State == RobotTaskState.Running ? task.Executed + sinceLast : task.Executed,
            Holds = task.Holds + (IsHeld(state) && !IsHeld(task.State) && now.Cause != StopCause.TaskEnded ? 1 : 0),
            Takeovers = task.Takeovers + (state == RobotTaskState.Human && task.State != RobotTaskState.Human ? 1 : 0),
        };
    }

    private static bool IsHeld(RobotTaskState state) => state is RobotTaskState.Held or RobotTaskState.Paused;

    private static RobotTaskState State(RobotTask task, in LoopStatus now, bool endAsked) => now.Mode switch
    {
        ControlMode.Running => RobotTaskState.Running,
        ControlMode.Human => RobotTaskState.Human,
        ControlMode.EmergencyStop => RobotTaskState.Failed,
        ControlMode.Idle => endAsked || now.Cause is StopCause.TaskEnded or StopCause.Shutdown
            ? RobotTaskState.Ended
            : RobotTaskState.Failed,

        // On its way to idle; what it was before is more telling than "held".
        ControlMode.Holding when now.Cause == StopCause.TaskEnded => task.State,
        ControlMode.Holding when now.Cause == StopCause.OperatorPause => RobotTaskState.Paused,
        _ => RobotTaskState.Held,
    };
}
