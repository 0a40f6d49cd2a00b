namespace RobotPolicy.Control.Observations;

/// <summary>What became of one message's time stamp.</summary>
public enum StampVerdict
{
    /// <summary>Newer than the one before, and plausible.</summary>
    Accepted = 0,

    /// <summary>The same stamp as the newest accepted one: the source repeats itself.</summary>
    Duplicate,

    /// <summary>Older than the newest accepted one.</summary>
    Reordered,

    /// <summary>Later than its own reception by more than clocks may differ.</summary>
    Future,

    /// <summary>Older than allowed at reception: the message was delayed, or the clocks differ.</summary>
    TooOld,
}
