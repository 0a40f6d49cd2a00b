namespace RobotPolicy.Data.Replay;

/// <summary>Something that a replay came to otherwise than its recording.</summary>
/// <param name="TimeNs">When, on the recording's monotonic clock.</param>
/// <param name="Where"><c>tick 1234</c> or <c>inference 56</c>.</param>
/// <param name="Field">What differs, by the name that it has in the recording.</param>
/// <param name="Recorded">As it was.</param>
/// <param name="Replayed">As it is now.</param>
public sealed record ReplayDifference(long TimeNs, string Where, string Field, string Recorded, string Replayed);
