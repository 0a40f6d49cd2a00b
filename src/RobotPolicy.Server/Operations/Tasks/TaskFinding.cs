namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>What a look at the loop means for a task.</summary>
internal enum TaskFinding
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The policy says that the step is done.</summary>
    Succeeded,

    /// <summary>The policy has chosen the next primitive, or that the task is done.</summary>
    Chosen,

    /// <summary>The step's time, which ends it, is over.</summary>
    StepOver,

    /// <summary>The task is over its time limit.</summary>
    Late,

    /// <summary>The attempt has failed.</summary>
    AttemptFailed,

    /// <summary>The arm stands for a retry.</summary>
    ReadyToRetry,
}
