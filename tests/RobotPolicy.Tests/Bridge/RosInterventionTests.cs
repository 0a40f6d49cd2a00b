using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Timing;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Bridge;

/// <summary>A human's topics over the in-memory wire into a whole loop; wire and loop share one made-up time.</summary>
public sealed class RosInterventionTests : IDisposable
{
    private const string Topic = "/leader";
    private const string Switch = "/deadman";

    private readonly LoopRig _rig = new();
    private readonly InMemoryNetwork _network;
    private readonly InMemoryTransport _ours;
    private readonly InMemoryTransport _peer;
    private readonly CdrBuffer _buffer = new();
    private bool _isJog;

    public RosInterventionTests()
    {
        _network = new InMemoryNetwork(new RigTime(_rig.Clock));
        _ours = new InMemoryTransport(_network, "/ours", InMemoryDelivery.Manual);
        _peer = new InMemoryTransport(_network, "/peer", InMemoryDelivery.Manual);
    }

    public void Dispose()
    {
        Assert.Equal(0, _ours.HandlerFaultCount);
        _ours.Dispose();
        _peer.Dispose();
        Assert.Equal(0, _network.OutstandingMessages);
        Assert.Null(_rig.Violation);
    }

    public static TheoryData<InterventionMessage, HumanFrameKind, DeadManKind> Ways => new()
    {
        { InterventionMessage.JointState, HumanFrameKind.ClutchedTarget, DeadManKind.BoolTopic },
        { InterventionMessage.JointState, HumanFrameKind.AbsoluteTarget, DeadManKind.JoyTopic },
        { InterventionMessage.JointTrajectory, HumanFrameKind.ClutchedTarget, DeadManKind.Presence },
        { InterventionMessage.Float64MultiArray, HumanFrameKind.ClutchedTarget, DeadManKind.BoolTopic },
        { InterventionMessage.Float64MultiArray, HumanFrameKind.Jog, DeadManKind.JoyTopic },
        { InterventionMessage.JointJog, HumanFrameKind.Jog, DeadManKind.BoolTopic },
        { InterventionMessage.Joy, HumanFrameKind.Jog, DeadManKind.Button },
        { InterventionMessage.Joy, HumanFrameKind.Jog, DeadManKind.BoolTopic },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Topic_ArmedAndSwitchClosed_MovesTheArmAndReleaseStopsIt(InterventionMessage message, HumanFrameKind kind, DeadManKind deadMan)
    {
        using var intervention = Create(message, kind, deadMan);
        using var human = new Peer(this, message, deadMan);
        _rig.Robot.Place(0.2, -0.3, 0.4);
        _rig.Human.Arm(HumanSource.Topic);
        _rig.Run(0.2);
        var from = _rig.Robot.Actual.ToArray();

        // First with the switch open: that moves nothing, whatever the commands are.
        for (var i = 0; i < 20 && deadMan != DeadManKind.Presence; i++)
            Step(() => human.Say(i, isPressed: false));
        Assert.Equal((ControlMode.Idle, 0), (_rig.Status.Mode, _rig.Robot.SendCount));

        var isRelative = kind != HumanFrameKind.AbsoluteTarget;
        for (var i = 0; i <= 100; i++)
            Step(() => human.Say(i, isPressed: true));
        Assert.Equal((ControlMode.Human, CommandSource.Human), (_rig.Status.Mode, _rig.Status.Source));

        // Joint 1 goes 0.3 within the second; joint 0 is named by nobody or stands still.
        for (var i = 100; i < 150; i++)
            Step(() => human.Say(100, isPressed: true, isStill: true));
        Assert.Equal(isRelative ? from[1] + 0.3 : 0.3, _rig.Robot.Commanded[1], 0.02);
        Assert.Equal(from[2], _rig.Robot.Commanded[2], 0.001);
        Assert.Equal(0, intervention.InvalidCount);

        Step(() => human.Say(100, isPressed: false));
        if (deadMan != DeadManKind.Presence)
            Assert.Equal((ControlMode.Human, CommandSource.Hold), (_rig.Status.Mode, _rig.Status.Source));
        _rig.RunUntil(status => status.Cause == StopCause.HumanSilent, 0.35);
        Assert.True(_rig.Human.RefusedCount == 0 && _rig.Human.LostCount == 0);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Topic_WithoutArming_MovesNothing(InterventionMessage message, HumanFrameKind kind, DeadManKind deadMan)
    {
        using var intervention = Create(message, kind, deadMan);
        using var human = new Peer(this, message, deadMan);
        _rig.Human.Arm(HumanSource.Api);
        _rig.Run(0.2);
        for (var i = 0; i < 100; i++)
            Step(() => human.Say(i, isPressed: i % 20 > 4));
        Assert.Equal((ControlMode.Idle, 0, 0), (_rig.Status.Mode, _rig.Robot.SendCount, _rig.Status.Human.Total));
        Assert.True(_rig.Human.RefusedCount >= 100, $"{_rig.Human.RefusedCount}");
        Assert.Equal((100, 0), (intervention.MessageCount, intervention.InvalidCount));

        // Neither does it disturb a human of the API.
        _rig.Loop.TryPost(LoopCommand.TakeOver);
        for (var i = 0; i < 50; i++)
            Step(() =>
            {
                human.Say(i, isPressed: true);
                _rig.Human.TryPush(HumanFrameKind.Jog, HumanSource.Api, true, [0, 0, 0], 7);
            });
        Assert.Equal((ControlMode.Human, true), (_rig.Status.Mode, _rig.Status.IsStandstill));
    }

    [Fact]
    public void Topic_Presence_TakesOverWithTheStreamAndNotAgainBeforeASilence()
    {
        using var intervention = Create(InterventionMessage.JointState, HumanFrameKind.ClutchedTarget, DeadManKind.Presence);
        using var human = new Peer(this, InterventionMessage.JointState, DeadManKind.Presence);

        // The stream runs already when the topic is armed: it began for something else.
        for (var i = 0; i < 20; i++)
            Step(() => human.Say(0, true));
        _rig.Human.Arm(HumanSource.Topic);
        for (var i = 0; i < 20; i++)
            Step(() => human.Say(0, true));
        Assert.Equal(ControlMode.Idle, _rig.Status.Mode);
        _rig.Run(0.4);
        for (var i = 0; i < 20; i++)
            Step(() => human.Say(0, true));
        Assert.Equal(ControlMode.Human, _rig.Status.Mode);
        _rig.Loop.RequestStop(StopCause.OperatorRequest);
        for (var i = 0; i < 50; i++)
            Step(() => human.Say(0, true));
        Assert.Equal(ControlMode.Holding, _rig.Status.Mode);
    }

    [Fact]
    public void Switch_FallsSilent_OpensWhileTheCommandsGoOn()
    {
        using var intervention = Create(InterventionMessage.JointState, HumanFrameKind.ClutchedTarget, DeadManKind.BoolTopic);
        using var human = new Peer(this, InterventionMessage.JointState, DeadManKind.BoolTopic);
        using var other = new Peer(this, InterventionMessage.JointState, DeadManKind.Presence);
        _rig.Human.Arm(HumanSource.Topic);
        _rig.Run(0.2);
        Step(() => human.Say(0, false));
        for (var i = 0; i < 30; i++)
            Step(() => human.Say(0, true));
        Assert.Equal(CommandSource.Human, _rig.Status.Source);
        var ticks = 0;
        while (_rig.Status.Source == CommandSource.Human && ticks < 100)
        {
            ticks++;
            Step(() => other.Say(0, true));
        }

        Assert.InRange(ticks, 20, 22);
        Assert.Equal(ControlMode.Human, _rig.Status.Mode);
    }

    [Fact]
    public void Switch_Opened_StopsAtOnceThoughNoCommandFollows()
    {
        using var intervention = Create(InterventionMessage.JointState, HumanFrameKind.ClutchedTarget, DeadManKind.BoolTopic);
        using var human = new Peer(this, InterventionMessage.JointState, DeadManKind.BoolTopic);
        _rig.Human.Arm(HumanSource.Topic);
        _rig.Run(0.2);
        Step(() => human.Say(0, false));
        for (var i = 0; i < 30; i++)
            Step(() => human.Say(i, true));
        Step(() => human.Press(false));
        Assert.Equal((ControlMode.Human, CommandSource.Hold), (_rig.Status.Mode, _rig.Status.Source));
    }

    [Theory]
    [InlineData("j1,jX", "0,0")]
    [InlineData("j1,j1", "0,0")]
    [InlineData("", "")]
    [InlineData("j0,j1,j2,j3", "0,0,0,0")]
    [InlineData("j1", "NaN")]
    [InlineData("j1", "Infinity")]
    [InlineData("j1", "")]
    public void Message_ThatIsNoCommand_IsCountedAndStopsTheHuman(string names, string positions)
    {
        using var intervention = Create(InterventionMessage.JointState, HumanFrameKind.ClutchedTarget, DeadManKind.Presence);
        using var human = new Peer(this, InterventionMessage.JointState, DeadManKind.Presence);
        _rig.Human.Arm(HumanSource.Topic);
        _rig.Run(0.2);
        for (var i = 0; i < 10; i++)
            Step(() => human.Say(0, true));
        Assert.Equal(ControlMode.Human, _rig.Status.Mode);
        Step(() => human.Publish(new JointState
        {
            Name = names.Split(',', StringSplitOptions.RemoveEmptyEntries),
            Position = positions.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray(),
        }));
        Assert.Equal((ControlMode.Holding, StopCause.HumanInputInvalid), (_rig.Status.Mode, _rig.Status.Cause));
        Assert.Equal((1, 1), (intervention.InvalidCount, _rig.Human.InvalidCount));
    }

    [Theory]
    [InlineData(InterventionMessage.JointState)]
    [InlineData(InterventionMessage.JointTrajectory)]
    [InlineData(InterventionMessage.Float64MultiArray)]
    [InlineData(InterventionMessage.JointJog)]
    [InlineData(InterventionMessage.Joy)]
    public void Message_Fuzzed_NeverThrowsNorLeavesALimit(InterventionMessage message)
    {
        var kind = message is InterventionMessage.JointJog or InterventionMessage.Joy ? HumanFrameKind.Jog : HumanFrameKind.ClutchedTarget;
        using var intervention = Create(message, kind, DeadManKind.Presence);
        using var human = new Peer(this, message, DeadManKind.Presence);
        var random = new Random(20261121);
        _rig.Human.Arm(HumanSource.Topic);
        _rig.Run(0.2);
        var accepted = 0L;
        for (var i = 0; i < 3000; i++)
        {
            Step(() =>
            {
                human.Say(i % 100, true);
                human.Mutate(random);
            });
            if (_rig.Status.Mode == ControlMode.Human)
                accepted++;
            else if (i % 50 == 0)
                _rig.Loop.TryPost(LoopCommand.TakeOver);
        }


        // The wire itself refuses what is too short for a message.
        Assert.InRange(intervention.MessageCount, 5000, 6000);
        Assert.InRange(intervention.InvalidCount, 100, 3000);
        Assert.True(accepted > 30, $"{accepted}");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Message_ManyTimes_AllocatesNothing(InterventionMessage message, HumanFrameKind kind, DeadManKind deadMan)
    {
        using var intervention = Create(message, kind, deadMan);
        using var human = new Peer(this, message, deadMan);
        _rig.Human.Arm(HumanSource.Topic);
        human.Say(1, true);
        _ours.Pump();
        var bytes = human.LastBytes.ToArray();
        for (var i = 0; i < 200; i++)
            Republish();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Republish();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, intervention.InvalidCount);

        void Republish()
        {
            human.Publish(bytes);
            _ours.Pump();
        }
    }

    private void Step(Action said)
    {
        said();
        _ours.Pump();
        _rig.Step();
    }

    private RosIntervention Create(InterventionMessage message, HumanFrameKind kind, DeadManKind deadMan)
    {
        _isJog = kind == HumanFrameKind.Jog;
        var topic = new InterventionDescription
        {
            Topic = Topic,
            Message = message,
            Kind = kind,
            DeadMan = new DeadManDescription { Kind = deadMan, Topic = deadMan is DeadManKind.BoolTopic or DeadManKind.JoyTopic ? Switch : "", Button = 2 },
            Axes = message == InterventionMessage.Joy ? [new JoyAxis(3, 1, 0.6), new JoyAxis(0, 0, 0.5)] : [],
        };
        return new RosIntervention(_ours, topic, _rig.Robot.Robot, _rig.Human);
    }

    private sealed class RigTime(FakeClock clock) : TimeProvider
    {
        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => clock.NowNs;
    }

    /// <summary>A human at a leader arm or a game pad.</summary>
    private sealed class Peer : IDisposable
    {
        private readonly RosInterventionTests _test;
        private readonly InterventionMessage _message;
        private readonly DeadManKind _deadMan;
        private readonly IRosPublisher _commands;
        private readonly IRosPublisher? _switch;

        public Peer(RosInterventionTests test, InterventionMessage message, DeadManKind deadMan)
        {
            (_test, _message, _deadMan) = (test, message, deadMan);
            _commands = test._peer.CreatePublisher(Topic, InterventionReceiver.TypeOf(message), QosProfile.Default);
            if (deadMan is DeadManKind.BoolTopic or DeadManKind.JoyTopic)
                _switch = test._peer.CreatePublisher(Switch, deadMan == DeadManKind.JoyTopic ? Joy.Type : BoolMessage.Type, QosProfile.Default);
        }

        public byte[] LastBytes { get; private set; } = [];

        /// <summary>What the human does at a step of 100: joint 1 goes from 0 to 0.3.</summary>
        public void Say(int step, bool isPressed, bool isStill = false)
        {
            Press(isPressed);
            var position = 0.003 * step;
            var velocity = isStill ? 0 : 0.3;
            switch (_message)
            {
                case InterventionMessage.JointState:
                    Publish(new JointState { Name = (string[])["j1", "j0"], Position = (double[])[position, 0.2] });
                    break;
                case InterventionMessage.JointTrajectory:
                    Publish(new JointTrajectory
                    {
                        JointNames = (string[])["j1"],
                        Points = new JointTrajectoryPoints(1, [0L, 1_000_000_000L], [position, 1.9]),
                    });
                    break;
                case InterventionMessage.Float64MultiArray:
                    Publish(new Float64MultiArray { Data = _test._isJog ? (double[])[0, velocity, 0] : (double[])[5, position, -7] });
                    break;
                case InterventionMessage.JointJog:
                    Publish(new JointJog { JointNames = (string[])["j1"], Velocities = (double[])[velocity] });
                    break;
                default:
                    Publish(new Joy { Axes = (float[])[0, 9, 9, (float)(velocity / 0.6)], Buttons = (int[])[1, 1, isPressed ? 1 : 0] });
                    break;
            }
        }

        public void Press(bool isPressed)
        {
            if (_deadMan == DeadManKind.BoolTopic)
                Send(_switch!, new BoolMessage(isPressed));
            else if (_deadMan == DeadManKind.JoyTopic)
                Send(_switch!, new Joy { Axes = default, Buttons = (int[])[0, 0, isPressed ? 1 : 0] });
        }

        public void Publish<T>(T message)
            where T : IRosMessage<T>, allows ref struct
        {
            Send(_commands, message);
            LastBytes = _test._buffer.Cdr.ToArray();
        }

        public void Publish(byte[] cdr) => _commands.Publish(cdr);

        public void Mutate(Random random)
        {
            var bytes = LastBytes.AsSpan(0, random.Next(3) == 0 ? random.Next(LastBytes.Length) : LastBytes.Length).ToArray();
            for (var i = random.Next(4); i > 0 && bytes.Length > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            _commands.Publish(bytes);
        }

        public void Dispose()
        {
            _commands.Dispose();
            _switch?.Dispose();
        }

        private void Send<T>(IRosPublisher publisher, T message)
            where T : IRosMessage<T>, allows ref struct
        {
            Assert.True(_test._buffer.TryEncode(message, out var error), error.ToString());
            Assert.Equal(PublishStatus.Sent, publisher.Publish(_test._buffer.Cdr));
        }
    }
}
