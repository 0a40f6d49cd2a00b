namespace RobotPolicy.Control.Failure;

/// <summary>What the monitor says after one inference, as a value.</summary>
public readonly record struct FailureReport
{
    /// <summary>What it says.</summary>
    public FailureState State { get; init; }

    /// <summary>Why it cannot tell.</summary>
    public DegradedReason Reason { get; init; }

    /// <summary>Id of the chunk that was judged.</summary>
    public long ChunkId { get; init; }

    /// <summary>Epoch of the chunk.</summary>
    public long Epoch { get; init; }

    /// <summary>Number of the inference in its epoch, from 0.</summary>
    public int Call { get; init; }

    /// <summary>
    /// Whether the epoch has lasted longer than every rollout of the calibration: thresholds repeat their last value from then on.
    /// </summary>
    public bool IsOvertime { get; init; }

    /// <summary>Whether thresholds that vary with the call are in use; else constant ones are.</summary>
    public bool IsTimeVarying { get; init; }

    /// <summary>The ratio that decides, of all scores together; above 1 is an alarm.</summary>
    public double Ratio { get; init; }

    /// <summary>Scores in <see cref="Readings"/>.</summary>
    public int ScoreCount { get; init; }

    /// <summary>Every score, in the order of the monitor.</summary>
    public ScoreReadings Readings { get; init; }

    /// <summary>Time that scoring took, in nanoseconds.</summary>
    public long ScoringNs { get; init; }

    /// <summary>Seconds by which an alarm of this call is ahead of the end of the longest calibrated rollout; 0 once that is over.</summary>
    public double LeadSeconds { get; init; }
}
