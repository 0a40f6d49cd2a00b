namespace RobotPolicy.Data.Replay;

/// <summary>Something on the timeline of a recording; immutable.</summary>
/// <param name="TimeNs">When, on the recording's monotonic clock.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Text">What it says.</param>
/// <param name="Severity">Of an alert, as the service names it; empty elsewhere.</param>
public sealed record ReplayMark(long TimeNs, ReplayMarkKind Kind, string Text, string Severity)
{
    /// <summary>When an alert was resolved, a human handed back, a question was answered; <see langword="null"/> where it was not.</summary>
    public long? EndNs { get; init; }

    /// <summary>Who took over, which topic lacks messages, what was answered; empty for nothing.</summary>
    public string Detail { get; init; } = "";
}
