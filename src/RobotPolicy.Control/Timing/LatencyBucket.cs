namespace RobotPolicy.Control.Timing;

/// <summary>How often durations of about one length were recorded.</summary>
/// <param name="UpperBoundNs">Longest duration that is counted here, in nanoseconds.</param>
/// <param name="Count">Durations counted.</param>
public readonly record struct LatencyBucket(long UpperBoundNs, long Count);
