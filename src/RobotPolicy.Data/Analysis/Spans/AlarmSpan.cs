using RobotPolicy.Control.Failure;

namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>Time in which the failure monitor raised an alarm, or could not tell.</summary>
/// <param name="StartNs">First tick of it, on the recording's monotonic clock.</param>
/// <param name="EndNs">First tick after it; the last tick of the log where it lasted until then.</param>
/// <param name="State">Alarm or degraded.</param>
/// <param name="Reason">Why it could not tell.</param>
/// <param name="MaxRatio">Greatest ratio of score to threshold in it; NaN where there was no number.</param>
public sealed record AlarmSpan(long StartNs, long EndNs, FailureState State, DegradedReason Reason, double MaxRatio)
{
    /// <summary>How long.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks((EndNs - StartNs) / TimeSpan.NanosecondsPerTick);
}
