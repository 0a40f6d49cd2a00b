using RobotPolicy.Control.Observations;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Observations;

public sealed class StampTests
{
    private const long Ms = 1_000_000;
    private readonly StampTracker _tracker = new(new StampLimits(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1)));

    [Fact]
    public void Judge_Sequence_NamesEveryKind()
    {
        Assert.Equal(StampVerdict.Accepted, Judge(10_000 * Ms, 10_000 * Ms, 10_005 * Ms));
        Assert.Equal(StampVerdict.Duplicate, Judge(10_000 * Ms, 10_000 * Ms, 10_006 * Ms));
        Assert.Equal(StampVerdict.Reordered, Judge(9_999 * Ms, 9_999 * Ms, 10_007 * Ms));
        Assert.Equal(StampVerdict.Future, Judge(10_030 * Ms, 10_030 * Ms, 10_008 * Ms));
        Assert.Equal(StampVerdict.Accepted, Judge(10_020 * Ms, 10_020 * Ms, 10_008 * Ms));
        Assert.Equal(StampVerdict.TooOld, Judge(10_021 * Ms, 10_021 * Ms, 11_022 * Ms));
        Assert.Equal((1, 1, 1, 1), (_tracker.DuplicateCount, _tracker.ReorderedCount, _tracker.FutureCount, _tracker.TooOldCount));
    }

    [Fact]
    public void Judge_ClockJitterBetweenNewStamps_IsLiftedAndNotDropped()
    {
        Assert.Equal(StampVerdict.Accepted, Judge(100, 1000, 1000));
        var stampNs = 990L;
        Assert.Equal(StampVerdict.Accepted, _tracker.Judge(101, ref stampNs, 1000));
        Assert.Equal(1001, stampNs);
    }

    [Fact]
    public void Judge_OurClockStepsBack_SourceIsBelievedAtOnce()
    {
        Assert.Equal(StampVerdict.Accepted, Judge(3_600_000 * Ms, 100 * Ms, 100 * Ms));
        Assert.Equal(StampVerdict.Accepted, Judge(10 * Ms, 110 * Ms, 110 * Ms));
    }

    [Theory]
    [InlineData(long.MaxValue, StampVerdict.Future)]
    [InlineData(long.MinValue, StampVerdict.TooOld)]
    public void Judge_ExtremeStamp_DoesNotOverflow(long stampNs, StampVerdict expected) =>
        Assert.Equal(expected, Judge(1, stampNs, 5));

    [Fact]
    public void ToMonotonicNs_UsesTheOffsetOfNow()
    {
        var clock = new FakeClock { NowNs = 5_000 };
        var time = new FixedTime(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(1000));
        var stamps = new StampClock(clock, time);
        Assert.Equal(5_000 - (2 * Ms), stamps.ToMonotonicNs((1_000_000 * Ms) - (2 * Ms), 1));
        time.Now += TimeSpan.FromHours(1);
        Assert.Equal(5_000, stamps.ToMonotonicNs((1_000_000 + 3_600_000) * Ms, 2));
        clock.NowNs = long.MaxValue - 10;
        Assert.Equal(long.MaxValue, stamps.ToMonotonicNs(long.MaxValue, 3));
    }

    [Fact]
    public void ToMonotonicNs_KeepsTheOffsetWhileItMovesLittle_AndTellsOfEveryChange()
    {
        var clock = new FakeClock { NowNs = 1_000_000 };
        var time = new FixedTime(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(1));
        var changes = new Changes();
        var stamps = new StampClock(clock, time, changes);
        Assert.Equal(1_000_000, stamps.ToMonotonicNs(1000 * Ms, 10));
        clock.NowNs += StampClock.ToleranceNs;
        Assert.Equal(1_000_000, stamps.ToMonotonicNs(1000 * Ms, 20));
        clock.NowNs += 1;
        Assert.Equal(1_000_000, stamps.ToMonotonicNs(1000 * Ms, 20));
        Assert.Equal(1_000_001 + StampClock.ToleranceNs, stamps.ToMonotonicNs(1000 * Ms, 30));
        Assert.Equal([(10, 1_000_000 - (1000 * Ms)), (30, 1_000_001 + StampClock.ToleranceNs - (1000 * Ms))], changes.Seen);
    }

    private StampVerdict Judge(long rawNs, long stampNs, long receivedNs) => _tracker.Judge(rawNs, ref stampNs, receivedNs);

    private sealed class Changes : IStampObserver
    {
        public List<(long ReceivedNs, long OffsetNs)> Seen { get; } = [];

        public void OffsetChanged(long receivedNs, long offsetNs) => Seen.Add((receivedNs, offsetNs));
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
