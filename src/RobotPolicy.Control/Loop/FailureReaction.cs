using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Loop;

/// <summary>What the loop does about the reports of the failure monitor while a task runs; immutable. Informs, unless told.</summary>
public sealed record FailureReaction
{
    /// <summary>Default of <see cref="SpeedScale"/>.</summary>
    public const double DefaultSpeedScale = 0.5;

    /// <summary>Highest <see cref="Patience"/>.</summary>
    public const int MaxPatience = 1000;

    /// <summary>Reports are shown, and nothing else happens.</summary>
    public static FailureReaction Inform { get; } = new();

    /// <summary>What an alarm does.</summary>
    public AlarmResponse OnAlarm { get; init; }

    /// <summary>
    /// What a monitor that cannot tell does. Before the first chunk of an epoch nothing is executed and nothing is held; a policy
    /// without a monitor is never degraded, so who demands a monitor looks at <see cref="LoopStatus.HasMonitor"/>.
    /// </summary>
    public DegradedResponse OnDegraded { get; init; }

    /// <summary>Fraction of the speed limits that <see cref="AlarmResponse.SlowDown"/> leaves.</summary>
    /// <value>More than 0, at most 1; 0.5 unless told.</value>
    public double SpeedScale { get; init; } = DefaultSpeedScale;

    /// <summary>
    /// Alarms in a row that are let pass before <see cref="OnAlarm"/> happens. A quiet report begins the row anew, one that cannot tell
    /// neither counts nor ends it.
    /// </summary>
    /// <value>0 to 1000; 0 unless told, so the first one counts.</value>
    public int Patience { get; init; }

    /// <summary>Adds one sentence per setting that is out of range.</summary>
    /// <param name="path">Name of the section, for the sentences.</param>
    /// <param name="errors">Receives the sentences.</param>
    public void Validate(string path, ICollection<string> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var ranges = new OptionRanges(path, errors);
        ranges.Check(nameof(Patience), Patience, 0, MaxPatience);
        if (!(SpeedScale > 0 && SpeedScale <= 1))
            errors.Add(FormattableString.Invariant($"{path}:{nameof(SpeedScale)} is {SpeedScale:R}, expected more than 0, at most 1"));
        if (!Enum.IsDefined(OnAlarm))
            errors.Add(FormattableString.Invariant($"{path}:{nameof(OnAlarm)} is {(int)OnAlarm}, which is no response"));
        if (!Enum.IsDefined(OnDegraded))
            errors.Add(FormattableString.Invariant($"{path}:{nameof(OnDegraded)} is {(int)OnDegraded}, which is no response"));
    }
}
