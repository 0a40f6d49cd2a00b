namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>Where a task stands, as the loop's mode shows it.</summary>
public enum RobotTaskState
{
    /// <summary>Waits for the operator's answer; nothing has moved yet.</summary>
    AwaitingAnswer = 1,

    /// <summary>The policy is executed.</summary>
    Running,

    /// <summary>The operator paused it.</summary>
    Paused,

    /// <summary>Held or stopped; the cause says why.</summary>
    Held,

    /// <summary>A human is in command.</summary>
    Human,

    /// <summary>Ended as asked, or at its time limit.</summary>
    Ended,

    /// <summary>Ended by an emergency stop, a refused answer or a fault.</summary>
    Failed,
}
