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

    /// <summary>Whether it is over.</summary>
    public bool IsOver => State is RobotTaskState.Ended or RobotTaskState.Failed;
}
