using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>How a task is to end that somebody asked to end.</summary>
/// <param name="State"><see cref="RobotTaskState.Ended"/> or <see cref="RobotTaskState.Failed"/>.</param>
/// <param name="Cause">Why.</param>
internal sealed record TaskEnd(RobotTaskState State, StopCause Cause)
{
    /// <summary>As an operator asked, or at its time limit.</summary>
    public static TaskEnd AsAsked { get; } = new(RobotTaskState.Ended, StopCause.TaskEnded);

    /// <summary>Because it has reached its goal.</summary>
    public static TaskEnd Succeeded { get; } = new(RobotTaskState.Ended, StopCause.TaskSucceeded);
}
