using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Timing;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.TransportContract;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Services;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.RosGraph;
using RobotPolicy.Server.Telemetry;
using RosLog = RobotPolicy.Ros.Messages.Log;

namespace RobotPolicy.IntegrationTests.RosGraph;

/// <summary>The service's face on the graph, seen by a second node over Cyclone DDS.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class RosGraphWireTests() : WireTestBase(Domain)
{
    private static readonly uint Domain = TestDomain.Claim();

    private readonly MonotonicClock _clock = new(TimeProvider.System);
    private readonly CdrBuffer _buffer = new();

    [Fact]
    public void State_LateJoiner_GetsTheLastStateAndBothOutputs()
    {
        var ours = CreateTransport("robot_policy");
        using StateTopic topic = new(ours);
        topic.Update(new RobotState(ControlMode.Running, StopCause.None, "", "anna", "sort", 1));
        topic.Update(new RobotState(ControlMode.EmergencyStop, StopCause.StopInput, "button", "anna", "sort", 2));

        var peer = CreateTransport("peer");
        var states = Listen(peer, "/robot_policy/state", StringMessage.Type, QosProfile.Latched, ReadString);
        var stopped = Listen(peer, "/robot_policy/stopped", BoolMessage.Type, QosProfile.Latched, ReadBool);
        var emergency = Listen(peer, "/robot_policy/emergency_stopped", BoolMessage.Type, QosProfile.Latched, ReadBool);
        Eventually.Equal((1, 1, 1), () => (states.Count, stopped.Count, emergency.Count));
        Assert.Contains("\"mode\":\"emergency_stop\",\"cause\":\"stop_input\",\"culprit\":\"button\"", states.Single(), StringComparison.Ordinal);
        Assert.Equal((true, true), (stopped.Single(), emergency.Single()));

        topic.Update(new RobotState(ControlMode.Idle, StopCause.None, "", "", "", 3));
        Eventually.Equal((2, 2, 2), () => (states.Count, stopped.Count, emergency.Count));
        Assert.Equal((false, false), (stopped.Last(), emergency.Last()));
    }

    [Fact]
    public void TriggerServices_OverTheWire_StopAndReset()
    {
        Port port = new();
        using TriggerServices services = new(CreateTransport("robot_policy"), port, offerResume: true);
        var peer = CreateTransport("peer");
        foreach (var name in new[] { "hold", "stop", "emergency_stop", "reset", "resume" })
        {
            Replies replies = new();
            using var client = peer.CreateClient($"/robot_policy/{name}", TriggerRequest.Service, replies);
            Eventually.True(() => client.IsAvailable, () => $"{name} was not found");
            Assert.Equal(PublishStatus.Sent, client.Send(default(TriggerRequest), out _));
            Eventually.Equal(1, () => replies.Texts.Count);
            Assert.Equal(name != "resume", replies.Texts.Single().StartsWith("yes", StringComparison.Ordinal));
        }

        Assert.Equal(["Hold", "Protective", "Emergency", "reset", "resume"], port.Calls);
        Assert.All(services.Services, service => Assert.Equal((1, 0, 0), (service.RequestCount, service.MalformedCount, service.LostReplyCount)));
    }

    [Fact]
    public void StopInputs_OverTheWire_DemandAndRelease()
    {
        var cell = CreateTransport("cell");
        using var button = cell.CreatePublisher("/stop", BoolMessage.Type, QosProfile.Latched);
        Publish(button, new BoolMessage(true));
        StopInputDescription[] descriptions =
        [
            new() { Name = "button", Topic = "/stop", Type = StopInputType.Bool, Kind = StopKind.Emergency, StopWhen = true, Latched = true },
            new() { Name = "beat", Topic = "/beat", Type = StopInputType.Heartbeat, Kind = StopKind.Hold, Timeout = TimeSpan.FromSeconds(30) },
        ];
        using StopInputs inputs = new(CreateTransport("robot_policy"), descriptions);

        // The latched value was said before the subscription existed.
        Eventually.Equal(StopInputFault.Thrown, () => inputs.GetStatus(0, _clock.NowNs).Fault);
        Assert.Equal((StopKind.Emergency, StopCause.StopInput, 0), Poll());
        Publish(button, new BoolMessage(false));
        Eventually.Equal((StopKind.Hold, StopCause.StopInputSilent, 1), Poll);
        using var heart = cell.CreatePublisher("/beat", EmptyMessage.Type, QosProfile.SensorData);
        Eventually.True(
            () =>
            {
                Publish(heart, default(EmptyMessage));
                return inputs.Poll(_clock.NowNs).IsNone;
            },
            () => "The heartbeat is not heard");

        (StopKind Kind, StopCause Cause, int Culprit) Poll()
        {
            var demand = inputs.Poll(_clock.NowNs);
            return (demand.Kind, demand.Cause, demand.Culprit);
        }
    }

    [Fact]
    public void DiagnosticsRosoutAndClock_OverTheWire_AreUnderstood()
    {
        var ours = CreateTransport("robot_policy");
        var peer = CreateTransport("peer");
        using RosTimeSource rosTime = new(ours, TimeProvider.System);
        using RosoutLogger rosout = new(ours, rosTime);
        using DiagnosticsPublisher diagnostics = new(
            ours,
            new DiagnosticSources
            {
                HardwareId = "arm",
                RateHz = 100,
                ReadStatus = () => new LoopStatus { TickIndex = 1, Mode = ControlMode.Holding, Cause = StopCause.ChunkLate, Culprit = -1 },
                Statistics = new LoopStatistics(),
                Scheduler = new TickScheduler(new MonotonicTickClock(TimeProvider.System), 100),
                Clock = _clock,
                RosTime = rosTime,
                Rosout = rosout,
            },
            rosTime);
        using var clock = peer.CreatePublisher("/clock", Clock.Type, QosProfile.SensorData);
        Eventually.True(
            () =>
            {
                Publish(clock, new Clock(new RosTime(1234, 500_000_000)));
                return rosTime.State == RosTimeState.Running;
            },
            () => "The clock is not heard");

        rosout.CreateLogger("RobotPolicy.Server.Test").LogWarning("something is odd");
        rosout.Drain();
        var lines = Listen(peer, RosoutLogger.Topic, RosLog.Type, QosProfile.Latched with { Depth = 1000 }, cdr =>
        {
            Assert.True(RosLog.TryDecode(cdr, out var line, out var error), error.ToString());
            return (line.Stamp.Sec, line.Level, Encoding.UTF8.GetString(line.Name), Encoding.UTF8.GetString(line.Message));
        });
        var arrays = Listen(peer, DiagnosticsPublisher.Topic, DiagnosticArray.Type, QosProfile.Default, cdr =>
        {
            Assert.True(DiagnosticArray.TryDecode(cdr, out var array, out var error), error.ToString());
            return array;
        });
        Eventually.Equal(1, () => lines.Count);
        Assert.Equal((1234, (byte)30, "robot_policy.Test", "something is odd"), lines.Single());

        Eventually.True(
            () =>
            {
                diagnostics.Publish();
                return !arrays.IsEmpty;
            },
            () => "No diagnostics arrived");
        var first = arrays.First();
        Assert.Equal(1234, first.Stamp.Sec);
        Assert.Equal("Holding: ChunkLate", first.Status.Single(status => status.Name == "robot_policy: control loop").Message);
        Assert.Contains(first.Status.Single(status => status.Name == "robot_policy: endpoints").Values, value => value.Key == "Subscription /clock" && value.Value == "matched 1");
        Assert.DoesNotContain(LogEntries, entry => entry is { Source: "transport", Severity: >= CycloneLogSeverity.Error });
    }

    private static string ReadString(byte[] cdr)
    {
        Assert.True(StringMessage.TryDecode(cdr, out var message, out var error), error.ToString());
        return Encoding.UTF8.GetString(message.Data);
    }

    private static bool ReadBool(byte[] cdr)
    {
        Assert.True(BoolMessage.TryDecode(cdr, out var message, out var error), error.ToString());
        return message.Data;
    }

    private ConcurrentQueue<T> Listen<T>(CycloneDdsTransport peer, string topic, RosMessageType type, QosProfile qos, Func<byte[], T> read)
    {
        ConcurrentQueue<T> heard = new();
        Track(peer.CreateSubscription(topic, type, qos, new DelegateHandler(sample => heard.Enqueue(read(sample.Cdr.ToArray())))));
        return heard;
    }

    private void Publish<T>(IRosPublisher publisher, T message)
        where T : IRosMessage<T>
    {
        Assert.True(_buffer.TryEncode(message, out var error), error.ToString());
        Assert.Equal(PublishStatus.Sent, publisher.Publish(_buffer.Cdr));
    }

    private sealed class Port : IStopPort
    {
        public ConcurrentQueue<string> Calls { get; } = new();

        public StopPortAnswer RequestStop(StopCause cause, StopKind kind)
        {
            Calls.Enqueue($"{kind}");
            return new StopPortAnswer(true, "yes");
        }

        public Task<StopPortAnswer> ResetAsync(CancellationToken cancel) => Take("reset", true);

        public Task<StopPortAnswer> ResumeAsync(CancellationToken cancel) => Take("resume", false);

        private Task<StopPortAnswer> Take(string name, bool accepted)
        {
            Calls.Enqueue(name);
            return Task.FromResult(new StopPortAnswer(accepted, accepted ? "yes" : "no"));
        }
    }

    private sealed class Replies : IRosReplyHandler
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public void OnReply(RosReply reply)
        {
            if (reply.TryDecode<TriggerResponse>(out var response, out _))
                Texts.Enqueue(Encoding.UTF8.GetString(response.Message));
        }
    }
}
