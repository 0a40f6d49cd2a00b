using RobotPolicy.Api.V1;
using StopCause = RobotPolicy.Control.Model.StopCause;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>One policy with one goal from start to end, as it stands; immutable.</summary>
public sealed record RobotTask
{
    /// <summary>Number, rising.</summary>
    public required long Number { get; init; }

    /// <summary>Id, unique beyond a restart of the service.</summary>
    public required string Id { get; init; }

    /// <summary>Package that it runs.</summary>
    public required string Policy { get; init; }

    /// <summary>What it is to reach, or <see langword="null"/>. The message is not changed after the start; another goal is another message.</summary>
    public Goal? Goal { get; init; }

    /// <summary>Who started it.</summary>
    public required string StartedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required RobotTaskState State { get; init; }

    /// <summary>Why the policy is not executed.</summary>
    public StopCause Cause { get; init; }

    /// <summary>Joint, camera or stop input to blame.</summary>
    public string Culprit { get; init; } = "";

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Time in which the policy was executed, without holds and takeovers.</summary>
    public TimeSpan Executed { get; init; }

    /// <summary>How much is done as the policy last stated it, 0…1; <see langword="null"/> where it states nothing.</summary>
    public double? Progress { get; init; }

    /// <summary>Epoch of the loop that it is in.</summary>
    public long Epoch { get; init; }

    /// <summary>Holds and stops since its start.</summary>
    public int Holds { get; init; }

    /// <summary>Takeovers by a human since its start.</summary>
    public int Takeovers { get; init; }

    /// <summary>The attempt that it is in, from 1; one that an operator began counts as well.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Attempts that begin by themselves after one that failed.</summary>
    public int Retries { get; init; }

    /// <summary>The step that it is in, from 1; 0 where it has no steps.</summary>
    public int Step { get; init; }

    /// <summary>Its steps; 0 where it has one goal.</summary>
    public int StepCount { get; init; }

    /// <summary>Name of the primitive in progress, or of the last one, where its package chooses them; else empty.</summary>
    public string Primitive { get; init; } = "";

    /// <summary>Primitives that were chosen so far, retries included.</summary>
    public int Choices { get; init; }

    /// <summary>Choices of the primitive that had been chosen before: retries of it.</summary>
    public int PrimitiveRetries { get; init; }

    /// <summary>Whether it takes longer than expected, or than every rollout that its failure monitor was calibrated with.</summary>
    public bool IsOvertime { get; init; }

    /// <summary>The last verdict on it; <see langword="null"/> before the first. What the policy itself says is none.</summary>
    public TaskVerdict? Verdict { get; init; }

    /// <summary>What follows from its failure monitor.</summary>
    public FailurePlan OnFailure { get; init; } = FailurePlan.Inform;

    /// <summary>Whether it is over.</summary>
    public bool IsOver => State is RobotTaskState.Ended or RobotTaskState.Failed;
}
