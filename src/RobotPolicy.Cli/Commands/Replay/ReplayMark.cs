namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>Something on the timeline of a replay.</summary>
/// <param name="TimeNs">When, on the recording's monotonic clock.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Text">What it says.</param>
/// <param name="Severity">Of an alert.</param>
internal sealed record ReplayMark(long TimeNs, ReplayMarkKind Kind, string Text, string Severity)
{
    /// <summary>When an alert was resolved; <see langword="null"/> where it was not.</summary>
    public long? EndNs { get; init; }
}
