using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Bridge;

public sealed class RosTimeSourceTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly InMemoryNetwork _network;
    private readonly InMemoryTransport _ours;
    private readonly InMemoryTransport _simulator;
    private readonly IRosPublisher _clock;
    private readonly RosTimeSource _source;
    private readonly byte[] _buffer = new byte[16];

    public RosTimeSourceTests()
    {
        _network = new InMemoryNetwork(_time);
        _ours = new InMemoryTransport(_network, "/ours", InMemoryDelivery.Manual);
        _simulator = new InMemoryTransport(_network, "/simulator", InMemoryDelivery.Manual);
        _clock = _simulator.CreatePublisher("/clock", Clock.Type, QosProfile.SensorData);
        _source = new RosTimeSource(_ours, _time);
    }

    public void Dispose()
    {
        _source.Dispose();
        _ours.Dispose();
        _simulator.Dispose();
        Assert.Equal(0, _network.OutstandingMessages);
    }

    [Fact]
    public void BeforeTheFirstMessage_ItIsMissingAndStampsLieInTheFuture()
    {
        Assert.Equal(RosTimeState.Missing, _source.State);
        Assert.Equal(DateTimeOffset.UnixEpoch, _source.GetUtcNow());
        var clock = new MonotonicClock(_time);
        Assert.True(new StampClock(clock, _source).ToMonotonicNs(1_000_000_000, clock.NowNs) > clock.NowNs);
        Assert.Equal(1, _source.PublisherCount);
    }

    [Fact]
    public void BetweenMessages_TimeGoesOnButNotBeyondTheNextStep()
    {
        Tick(10, 0);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(10.0, Now());
        Tick(10, 10_000_000);
        Assert.Equal(10.01, Now());
        _time.Advance(TimeSpan.FromMilliseconds(4));
        Assert.Equal(10.014, Now());
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(10.02, Now());
        Tick(10, 20_000_000);
        Assert.Equal(10.02, Now());
        Assert.Equal(RosTimeState.Running, _source.State);
    }

    [Fact]
    public void HeaderStamps_OfTheSimulation_AreDatedOnTheMonotonicClock()
    {
        var clock = new MonotonicClock(_time);
        var stamps = new StampClock(clock, _source);
        Tick(5, 0);
        Tick(5, 10_000_000);
        Assert.Equal(clock.NowNs - 30_000_000, stamps.ToMonotonicNs(4_980_000_000, clock.NowNs));
    }

    [Fact]
    public void Silence_IsAStateOfItsOwnUntilTheNextMessage()
    {
        Tick(1, 0);
        _time.Advance(RosTimeSource.DefaultTimeout);
        Assert.Equal(RosTimeState.Running, _source.State);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(RosTimeState.Silent, _source.State);
        Tick(2, 0);
        Assert.Equal(RosTimeState.Running, _source.State);
        Assert.Equal(0, _source.JumpCount);
    }

    [Fact]
    public void AStepBack_IsNamedForAWhileAndFollowed()
    {
        Tick(100, 0);
        Tick(0, 0);
        Assert.Equal((RosTimeState.JumpedBack, 1L, 0.0), (_source.State, _source.JumpCount, Now()));
        _time.Advance(TimeSpan.FromMilliseconds(900));
        Tick(0, 900_000_000);
        Assert.Equal(RosTimeState.JumpedBack, _source.State);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Tick(1, 100_000_000);
        Assert.Equal((RosTimeState.Running, 1L), (_source.State, _source.JumpCount));
    }

    [Fact]
    public void APausedSimulation_StandsStillAndIsAlive()
    {
        for (var i = 0; i < 5; i++)
        {
            Tick(7, 0);
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.Equal((RosTimeState.Running, 7.0), (_source.State, Now()));
    }

    [Fact]
    public void WhatIsNoTime_IsCountedAndIgnored()
    {
        Tick(3, 0);
        Assert.Equal(PublishStatus.Sent, _clock.Publish([0, 1, 0, 0, 0, 0, 0, 0, 0x00, 0xca, 0x9a, 0x3b]));
        _ours.Pump();
        Assert.Equal((1L, 3.0), (_source.MalformedCount, Now()));
    }

    [Fact]
    public void TimestampsAndTheirFrequency_StayThoseOfTheRealClock()
    {
        Tick(3, 0);
        Assert.Equal(_time.GetTimestamp(), _source.GetTimestamp());
        Assert.Equal(_time.TimestampFrequency, _source.TimestampFrequency);
        Assert.Equal(TimeZoneInfo.Utc, _source.LocalTimeZone);
    }

    [Fact]
    public void ReadingAndReception_SteadyState_AllocateNothing()
    {
        for (var i = 0; i < 10; i++)
            Tick(i, 0);
        _ = (_source.GetUtcNow(), _source.State);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Tick(10 + i, 0);
            _ = _source.GetUtcNow();
            _ = _source.State;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private double Now() => (_source.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    private void Tick(int sec, uint nanosec)
    {
        new Clock(new RosTime(sec, nanosec)).TryEncode(_buffer, out var length, out _);
        _clock.Publish(_buffer.AsSpan(0, length));
        _ours.Pump();
    }
}
