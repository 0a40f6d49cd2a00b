namespace RobotPolicy.Control.Observations;

/// <summary>How far a message's stamp may be from its reception.</summary>
/// <param name="MaxAhead">How far a stamp may lie in the future, for clocks that differ a little.</param>
/// <param name="MaxDelay">How old a stamp may be at reception before the message is dropped rather than merely stale.</param>
public sealed record StampLimits(TimeSpan MaxAhead, TimeSpan MaxDelay)
{
    /// <summary>20 ms ahead, 1 s behind.</summary>
    public static StampLimits Default { get; } = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1));
}
