using RobotPolicy.Control.Failure;
using RobotPolicy.Inference.Failure.Rollouts;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>What became of one episode.</summary>
internal sealed record FailureEpisode
{
    /// <summary>What was different.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>Seed of the scene.</summary>
    public required int Seed { get; init; }

    /// <summary>Whether the simulator's ground truth said that the cube is where it belongs, in time.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>Virtual seconds until then, or until the episode was given up.</summary>
    public required double Seconds { get; init; }

    /// <summary>Everything that the policy let look at; <see langword="null"/> where it was not kept.</summary>
    public Rollout? Rollout { get; init; }

    /// <summary>Folder of its recording; <see langword="null"/> where it was not recorded.</summary>
    public string? Bag { get; init; }

    /// <summary>What the package's own monitor said, call by call.</summary>
    public IReadOnlyList<FailureReport> Reports { get; init; } = [];

    /// <summary>Takeovers by the expert.</summary>
    public int Takeovers { get; init; }

    /// <summary>Seconds in which the expert was in command.</summary>
    public double DrivingSeconds { get; init; }

    /// <summary>Seconds that were asked of the expert.</summary>
    public double AttentionSeconds { get; init; }

    /// <summary>Call of the monitor's first alarm; −1 without one.</summary>
    public int FirstAlarm
    {
        get
        {
            for (var i = 0; i < Reports.Count; i++)
                if (Reports[i].State == FailureState.Alarm)
                    return i;
            return -1;
        }
    }
}
