namespace RobotPolicy.Tests.Transport;

/// <summary>A clock that moves when told. Its ticks are not nanoseconds, so that a forgotten conversion shows.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _microseconds = 5_000_000;

    public override long TimestampFrequency => 1_000_000;

    public void Advance(TimeSpan by) => _microseconds += (long)by.TotalMicroseconds;

    public override long GetTimestamp() => _microseconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(20_000).AddMicroseconds(_microseconds);
}
