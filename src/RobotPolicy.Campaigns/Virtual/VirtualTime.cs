namespace RobotPolicy.Campaigns.Virtual;

/// <summary>
/// Time stamps and time of day of a <see cref="VirtualClock"/>: every episode begins at the same time of the same day, so that what is
/// written of it is the same on every run. Has no timers. One thread.
/// </summary>
/// <param name="clock">The clock; moved by whole hundreds of nanoseconds, the unit of the time of day.</param>
internal sealed class VirtualTime(VirtualClock clock) : TimeProvider
{
    /// <summary>Time of day at which every <see cref="VirtualClock"/> begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => NanosecondsPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp() => clock.NowNs;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Start.AddTicks((clock.NowNs - VirtualClock.StartNs) / TimeSpan.NanosecondsPerTick);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("Nothing waits in virtual time.");

    private const long NanosecondsPerSecond = 1_000_000_000;
}
