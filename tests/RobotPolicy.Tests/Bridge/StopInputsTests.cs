using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Safety;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Bridge;

public sealed class StopInputsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly InMemoryNetwork _network;
    private readonly InMemoryTransport _ours;
    private readonly InMemoryTransport _cell;
    private readonly byte[] _buffer = new byte[64];

    public StopInputsTests()
    {
        _network = new InMemoryNetwork(_time);
        _ours = new InMemoryTransport(_network, "/ours", InMemoryDelivery.Manual);
        _cell = new InMemoryTransport(_network, "/cell", InMemoryDelivery.Manual);
    }

    private long NowNs => new MonotonicClock(_time).NowNs;

    public void Dispose()
    {
        _ours.Dispose();
        _cell.Dispose();
        Assert.Equal(0, _network.OutstandingMessages);
    }

    [Theory]
    [InlineData(StopKind.Hold)]
    [InlineData(StopKind.Protective)]
    [InlineData(StopKind.Emergency)]
    public void Bool_NeverHeard_DemandsAHoldWhateverItsKind(StopKind kind)
    {
        using var inputs = Create(Button() with { Kind = kind });
        Assert.Equal(new StopDemand(StopKind.Hold, StopCause.StopInputSilent, 0), inputs.Poll(NowNs));
        Assert.Equal(StopInputFault.NotHeard, inputs.GetStatus(0, NowNs).Fault);
        Assert.Equal(-1, inputs.GetStatus(0, NowNs).AgeNs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bool_OfEitherPolarity_StopsOnItsValueForAsLongAsItLasts(bool stopWhen)
    {
        using var inputs = Create(Button() with { StopWhen = stopWhen, Kind = StopKind.Emergency });
        using var button = _cell.CreatePublisher("/stop", BoolMessage.Type, QosProfile.Default);
        Say(button, !stopWhen);
        Assert.Equal(StopDemand.None, inputs.Poll(NowNs));
        Say(button, stopWhen);
        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 3; i++)
            Assert.Equal(new StopDemand(StopKind.Emergency, StopCause.StopInput, 0), inputs.Poll(NowNs));
        Say(button, !stopWhen);
        Assert.Equal(StopDemand.None, inputs.Poll(NowNs));
        Assert.Equal(3, inputs.GetStatus(0, NowNs).ReceivedCount);
    }

    [Fact]
    public void Bool_ThrownAndTakenBackBetweenTwoTicks_IsDemandedOnce()
    {
        using var inputs = Create(Button());
        using var button = _cell.CreatePublisher("/stop", BoolMessage.Type, QosProfile.Default);
        Say(button, false);
        Assert.True(inputs.Poll(NowNs).IsNone);
        Say(button, true);
        Say(button, false);
        Assert.Equal(StopInputFault.None, inputs.GetStatus(0, NowNs).Fault);
        Assert.Equal(StopCause.StopInput, inputs.Poll(NowNs).Cause);
        Assert.True(inputs.Poll(NowNs).IsNone);
    }

    [Fact]
    public void Bool_WithATimeout_IsSilentAfterItAndNotBefore()
    {
        using var inputs = Create(Button() with { Timeout = TimeSpan.FromMilliseconds(200), Kind = StopKind.Protective });
        using var button = _cell.CreatePublisher("/stop", BoolMessage.Type, QosProfile.Default);
        Say(button, false);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.True(inputs.Poll(NowNs).IsNone);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(new StopDemand(StopKind.Protective, StopCause.StopInputSilent, 0), inputs.Poll(NowNs));
        Assert.Equal((StopInputFault.Silent, 201_000_000L), (inputs.GetStatus(0, NowNs).Fault, inputs.GetStatus(0, NowNs).AgeNs));
        Say(button, false);
        Assert.True(inputs.Poll(NowNs).IsNone);
    }

    [Fact]
    public void Bool_Latched_HearsWhatWasSaidBefore()
    {
        using var button = _cell.CreatePublisher("/stop", BoolMessage.Type, QosProfile.Latched);
        Say(button, true);
        using var inputs = Create(Button() with { Latched = true });
        _ours.Pump();
        Assert.Equal(StopCause.StopInput, inputs.Poll(NowNs).Cause);
        Assert.Equal(1, inputs.GetStatus(0, NowNs).PublisherCount);
    }

    [Fact]
    public void Bool_NotLatched_DoesNotTakeAnOldValueForLife()
    {
        using var button = _cell.CreatePublisher("/stop", BoolMessage.Type, QosProfile.Latched);
        Say(button, false);
        using var inputs = Create(Button());
        _ours.Pump();
        Assert.Equal(StopCause.StopInputSilent, inputs.Poll(NowNs).Cause);
    }

    [Theory]
    [InlineData(HeartbeatMessage.Empty)]
    [InlineData(HeartbeatMessage.Bool)]
    [InlineData(HeartbeatMessage.Header)]
    public void Heartbeat_OfAnyMessage_LivesUntilItsTimeout(HeartbeatMessage message)
    {
        using var inputs = Create(Heartbeat() with { Message = message });
        var type = message switch { HeartbeatMessage.Bool => BoolMessage.Type, HeartbeatMessage.Header => Header.Type, _ => EmptyMessage.Type };
        using var heart = _cell.CreatePublisher("/heartbeat", type, QosProfile.SensorData);
        Assert.Equal(StopCause.StopInputSilent, inputs.Poll(NowNs).Cause);
        for (var i = 0; i < 5; i++)
        {
            Beat();
            _time.Advance(TimeSpan.FromMilliseconds(500));
            Assert.True(inputs.Poll(NowNs).IsNone);
        }

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(new StopDemand(StopKind.Hold, StopCause.StopInputSilent, 0), inputs.Poll(NowNs));
        Beat();
        Assert.True(inputs.Poll(NowNs).IsNone);

        void Beat()
        {
            var length = 0;
            _ = message switch
            {
                HeartbeatMessage.Bool => new BoolMessage(true).TryEncode(_buffer, out length, out _),
                HeartbeatMessage.Header => default(Header).TryEncode(_buffer, out length, out _),
                _ => default(EmptyMessage).TryEncode(_buffer, out length, out _),
            };
            Assert.Equal(PublishStatus.Sent, heart.Publish(_buffer.AsSpan(0, length)));
            _ours.Pump();
        }
    }

    [Fact]
    public void Malformed_IsCountedAndNoSignOfLife()
    {
        using var inputs = Create(Button() with { Timeout = TimeSpan.FromMilliseconds(100) });
        using var button = _cell.CreatePublisher("/stop", BoolMessage.Type, QosProfile.Default);
        Assert.Equal(PublishStatus.Sent, button.Publish([0, 1, 0, 0, 7]));
        Assert.Equal(PublishStatus.Sent, button.Publish([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
        _ours.Pump();
        Assert.Equal(StopCause.StopInputSilent, inputs.Poll(NowNs).Cause);
        var status = inputs.GetStatus(0, NowNs);
        Assert.Equal((StopInputFault.NotHeard, 0L, 2L), (status.Fault, status.ReceivedCount, status.MalformedCount));
    }

    [Fact]
    public void Poll_SeveralDemands_GivesTheHardestThenTheThrownThenTheFirst()
    {
        using var inputs = Create(
            Heartbeat() with { Topic = "/a", Kind = StopKind.Protective },
            Button() with { Topic = "/b", Kind = StopKind.Protective },
            Button() with { Topic = "/c", Kind = StopKind.Protective },
            Button() with { Topic = "/d", Kind = StopKind.Emergency });
        using var a = _cell.CreatePublisher("/a", EmptyMessage.Type, QosProfile.Default);
        using var b = _cell.CreatePublisher("/b", BoolMessage.Type, QosProfile.Default);
        using var c = _cell.CreatePublisher("/c", BoolMessage.Type, QosProfile.Default);
        using var d = _cell.CreatePublisher("/d", BoolMessage.Type, QosProfile.Default);
        Assert.Equal(0, inputs.Poll(NowNs).Culprit);
        Assert.Equal(PublishStatus.Sent, a.Publish([0, 1, 0, 0, 0]));
        foreach (var button in new[] { b, c, d })
            Say(button, false);
        Assert.True(inputs.Poll(NowNs).IsNone);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new StopDemand(StopKind.Protective, StopCause.StopInputSilent, 0), inputs.Poll(NowNs));
        Say(c, true);
        Assert.Equal(new StopDemand(StopKind.Protective, StopCause.StopInput, 2), inputs.Poll(NowNs));
        Say(b, true);
        Assert.Equal(new StopDemand(StopKind.Protective, StopCause.StopInput, 1), inputs.Poll(NowNs));
        Say(d, true);
        Assert.Equal(new StopDemand(StopKind.Emergency, StopCause.StopInput, 3), inputs.Poll(NowNs));
    }

    [Fact]
    public void PollAndReception_SteadyState_AllocateNothing()
    {
        using var inputs = Create(Button(), Heartbeat());
        using var button = _cell.CreatePublisher("/stop", BoolMessage.Type, QosProfile.Default);
        for (var i = 0; i < 10; i++)
            Say(button, (i & 1) != 0);
        _ = inputs.Poll(NowNs);
        var nowNs = NowNs;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Say(button, (i & 1) != 0);
            _ = inputs.Poll(nowNs);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static StopInputDescription Button() => new() { Name = "button", Topic = "/stop", Type = StopInputType.Bool, Kind = StopKind.Hold, StopWhen = true };

    private static StopInputDescription Heartbeat() => new()
    {
        Name = "heart",
        Topic = "/heartbeat",
        Type = StopInputType.Heartbeat,
        Kind = StopKind.Hold,
        Timeout = TimeSpan.FromMilliseconds(500),
    };

    private StopInputs Create(params StopInputDescription[] inputs) => new(_ours, inputs);

    private void Say(IRosPublisher publisher, bool value)
    {
        new BoolMessage(value).TryEncode(_buffer, out var length, out _);
        publisher.Publish(_buffer.AsSpan(0, length));
        _ours.Pump();
    }
}
