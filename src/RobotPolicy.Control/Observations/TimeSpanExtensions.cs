namespace RobotPolicy.Control.Observations;

/// <summary>Spans of time in the unit that the loop counts in.</summary>
internal static class TimeSpanExtensions
{
    /// <summary>The span in nanoseconds; saturates instead of overflowing.</summary>
    public static long ToNanoseconds(this TimeSpan span)
    {
        var ns = (Int128)span.Ticks * 100;
        return ns > long.MaxValue ? long.MaxValue : ns < long.MinValue ? long.MinValue : (long)ns;
    }
}
