namespace RobotPolicy.Control.Failure;

/// <summary>What a monitor knows about its calibration, and how it decides.</summary>
public sealed record FailureMonitorOptions
{
    /// <summary>How the scores come to one verdict.</summary>
    public AlarmRule Rule { get; init; } = AlarmRule.And;

    /// <summary>Calls of the longest rollout of the calibration; 0 where unknown: then the longest table of thresholds says it.</summary>
    public int CalibratedCalls { get; init; }

    /// <summary>Time from one call to the next in the calibration; 0 where unknown: then no lead is stated.</summary>
    public TimeSpan CallInterval { get; init; }

    /// <summary>Whether graphs, statistics, sampler or rate are no longer those of the calibration.</summary>
    public bool IsStale { get; init; }

    /// <summary>Longest time that scoring an inference may take; longer is reported as <see cref="DegradedReason.ScoredLate"/>.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMilliseconds(20);
}
