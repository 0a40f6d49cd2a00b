using RobotPolicy.Control.Loop;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>What a task does about its failure monitor; immutable. Two with equal content are the same.</summary>
public sealed record FailurePlan
{
    /// <summary>Speed of <see cref="AlarmPlan.Slow"/> where nobody says.</summary>
    public const double DefaultSpeed = 0.3;

    /// <summary>Lowest speed of <see cref="AlarmPlan.Slow"/>: below it a task neither ends nor fails.</summary>
    public const double MinSpeed = 0.05;

    /// <summary>Alerts, and nothing else.</summary>
    public static FailurePlan Inform { get; } = new();

    /// <summary>What an alarm leads to.</summary>
    public AlarmPlan OnAlarm { get; init; } = AlarmPlan.Inform;

    /// <summary>Part of the policy's speed with <see cref="AlarmPlan.Slow"/>, 0.05…1.</summary>
    public double Speed { get; init; } = DefaultSpeed;

    /// <summary>Whether the arm is held where the monitor cannot tell.</summary>
    public bool HoldsWhenDegraded { get; init; }

    /// <summary>What of it the control thread does by itself.</summary>
    public FailureReaction Reaction => new()
    {
        OnAlarm = OnAlarm switch
        {
            AlarmPlan.Inform => AlarmResponse.Inform,
            AlarmPlan.Slow => AlarmResponse.SlowDown,
            _ => AlarmResponse.Hold,
        },
        SpeedScale = Speed,
        OnDegraded = HoldsWhenDegraded ? DegradedResponse.Hold : DegradedResponse.Inform,
    };
}
