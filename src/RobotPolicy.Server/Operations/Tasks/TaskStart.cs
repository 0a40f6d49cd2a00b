using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>What is to be started. Two with equal content are the same request.</summary>
public sealed record TaskStart
{
    /// <summary>Chosen by whoever starts; empty where a second start is a second task.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Package to run; empty for the active one.</summary>
    public string Policy { get; init; } = "";

    /// <summary>What to reach.</summary>
    public Goal? Goal { get; init; }

    /// <summary>Ask whether the arm is clear before anything moves.</summary>
    public bool Confirm { get; init; }

    /// <summary>Ends the task after this time of execution; zero for none.</summary>
    public TimeSpan TimeLimit { get; init; }

    /// <summary>Sub-goals in their order; empty for a task of one goal, which <see cref="Goal"/> states.</summary>
    public TaskSteps Steps { get; init; } = TaskSteps.None;

    /// <summary>When the policy's own word ends it.</summary>
    public SuccessChoice Success { get; init; } = new();

    /// <summary>Further attempts after one that failed.</summary>
    public int Retries { get; init; }

    /// <summary>Time of execution after which an attempt has failed; zero for none.</summary>
    public TimeSpan AttemptLimit { get; init; }

    /// <summary>Time of execution after which it takes longer than expected; zero where nobody expects anything.</summary>
    public TimeSpan Expected { get; init; }

    /// <summary>Whether an attempt has failed when the failure monitor holds the policy.</summary>
    public bool RetriesOnAlarm => OnFailure.OnAlarm == AlarmPlan.Retry;

    /// <summary>What follows from the failure monitor.</summary>
    public FailurePlan OnFailure { get; init; } = FailurePlan.Inform;

    /// <summary>Who starts it.</summary>
    public required string StartedBy { get; init; }
}
