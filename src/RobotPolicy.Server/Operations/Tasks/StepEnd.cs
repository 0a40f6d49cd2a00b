namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>What ends a step of a task.</summary>
public enum StepEnd
{
    /// <summary>The policy's word for success where it has one, else the step's time, else a verdict.</summary>
    Unspecified = 0,

    /// <summary>The policy's word for success, or its progress.</summary>
    Success,

    /// <summary>The step's time.</summary>
    Time,

    /// <summary>A verdict from outside.</summary>
    Verdict,
}
