using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Bridge;
using RobotPolicy.Simulator.Controllers;
using RobotPolicy.Simulator.Expert;
using RobotPolicy.Simulator.Faults;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.IntegrationTests.Simulator;

/// <summary>The robot without its threads: the test steps the physics and carries the messages, so that nothing depends on time.</summary>
public sealed class RobotOnTopicsTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly StringWriter _warnings = new();
    private readonly InMemoryTransport _robotNode;
    private readonly InMemoryTransport _testNode;
    private readonly RobotProcess _robot;
    private readonly Inbox _jointStates;
    private readonly Inbox _truth;

    public RobotOnTopicsTests()
    {
        var network = new InMemoryNetwork(_clock);
        _robotNode = new InMemoryTransport(network, "/robot", InMemoryDelivery.Manual);
        _testNode = new InMemoryTransport(network, "/test", InMemoryDelivery.Manual);
        _jointStates = Listen(Topics.JointStates, JointState.Type);
        _truth = Listen(Topics.GroundTruth, Float64MultiArray.Type);
        _robot = new RobotProcess(
            new SimulationOptions { Headless = true, Seed = 4 }, _robotNode, _clock, _clock, new RateLimitedLog(_warnings, _clock));
    }

    public void Dispose()
    {
        _robot.Dispose();
        _robotNode.Dispose();
        _testNode.Dispose();
    }

    [Fact]
    public void JointStates_InHalfASecond_ComeAtTheirRateWithNamesAndStamps()
    {
        Run(0.5);

        Assert.Equal(50, _jointStates.Count);
        var (stamp, names, positions) = Inbox.Joints(_jointStates.Last);
        Assert.Equal(RobotNames.Joints, names);
        Assert.Equal(_clock.UnixNowNs, stamp);
        for (var i = 0; i < RobotNames.JointCount; i++)
            Assert.Equal(PickPlaceEnvironment.Home[i], positions[i], 0.021);
    }

    [Fact]
    public void ForwardCommand_MovesTheArmThere()
    {
        double[] target = [0.4, 0.1, 0.3, 0.1, 1.2, -0.2, 0.02];
        Send(ForwardPositionController.Topic, Float64MultiArray.Type, Encode.Targets(target));

        Run(2);

        var positions = Inbox.Joints(_jointStates.Last).Positions;
        for (var i = 0; i < target.Length; i++)
            Assert.Equal(target[i], positions[i], 2e-3);
        Assert.Equal(1, Inbox.Truth(_truth.Last)["commands_received"]);
    }

    [Fact]
    public void NoCommand_HoldsHome_AndABadCommandMovesNothing()
    {
        Run(0.1);
        var before = Inbox.Joints(_jointStates.Last).Positions;
        Send(ForwardPositionController.Topic, Float64MultiArray.Type, Encode.Targets(double.NaN, 1, 1, 1, 1, 1, 1));
        Send(ForwardPositionController.Topic, Float64MultiArray.Type, Encode.Targets(1, 1));

        Run(0.5);

        var after = Inbox.Joints(_jointStates.Last).Positions;
        for (var i = 0; i < before.Length; i++)
            Assert.Equal(before[i], after[i], 1e-3);
        Assert.Equal(0, Inbox.Truth(_truth.Last)["commands_received"]);
    }

    [Fact]
    public void Reset_NewSeed_StartsAnEpisodeAtHomeAndForgetsCommands()
    {
        Send(ForwardPositionController.Topic, Float64MultiArray.Type, Encode.Targets(1, 0, 0, 0, 0, 0, 0.01));
        Run(1);
        var first = Inbox.Truth(_truth.Last);
        Assert.Equal((0, 4), (first["episode"], first["seed"]));

        Send(ResetInput.Topic, StringMessage.Type, Encode.Text("seed=123"));
        Run(0.2);

        var second = Inbox.Truth(_truth.Last);
        Assert.Equal((1, 123, 0), (second["episode"], second["seed"], second["commands_received"]));
        Assert.InRange(second["sim_time"], 0.15, 0.21);
        Assert.NotEqual(first["cube_x"], second["cube_x"]);
        Assert.InRange(Inbox.Joints(_jointStates.Last).Positions[0], -0.021, 0.021);
    }

    [Theory]
    [InlineData("seed=5", 0)]
    [InlineData(" seed=5  goal=green ", 0)]
    [InlineData("seed=5 goal=yellow", 2)]
    public void Reset_OnTheTableWithThreeDiscs_SetsTheGoal(string text, int goal)
    {
        using var other = new InMemoryTransport(new InMemoryNetwork(_clock), "/three_discs", InMemoryDelivery.Manual);
        using var robot = new RobotProcess(
            new SimulationOptions { Headless = true, ScenePath = ShippedScenes.PathOf(ShippedScenes.ThreeDiscs) },
            other, _clock, _clock, new RateLimitedLog(_warnings, _clock));
        Assert.True(ResetInput.TryParse(text, robot.Simulation.Environment.Layout, out var seed, out var parsed));

        robot.Simulation.RequestReset(seed, parsed);
        robot.Simulation.StepOnce();

        Assert.Equal((5, goal), (robot.Simulation.Environment.Seed, robot.Simulation.Environment.Goal));
    }

    [Theory]
    [InlineData("seed=5 goal=blue")]
    [InlineData("seed=5 goal=")]
    [InlineData("seed=5 blue")]
    [InlineData("seed=5 goal=target again")]
    [InlineData("seed=-1")]
    [InlineData("seed=")]
    [InlineData("seed=99999999999")]
    [InlineData("again")]
    [InlineData("")]
    public void Reset_UnreadableText_WarnsAndChangesNothing(string text)
    {
        Send(ResetInput.Topic, StringMessage.Type, Encode.Text(text));
        Run(0.1);

        Assert.Equal(0, Inbox.Truth(_truth.Last)["episode"]);
        Assert.Contains("expected seed=N", _warnings.ToString());
    }

    [Fact]
    public void FrozenJointStates_RepeatTheOldMessage_UntilCleared()
    {
        Run(0.1);
        Send(FaultSwitchboard.Topic, StringMessage.Type, Encode.Text("freeze_joint_states"));
        var old = _jointStates.Last;
        Run(0.1);

        Assert.Equal(20, _jointStates.Count);
        Assert.Equal(old, _jointStates.Last);

        Send(FaultSwitchboard.Topic, StringMessage.Type, Encode.Text("clear"));
        Run(0.02);
        Assert.NotEqual(old, _jointStates.Last);
    }

    [Fact]
    public void DroppedJointStates_StopComing()
    {
        Run(0.1);
        Send(FaultSwitchboard.Topic, StringMessage.Type, Encode.Text("drop_joint_states"));
        Run(0.1);

        Assert.Equal(10, _jointStates.Count);
    }

    [Fact]
    public void DelayedJointStates_ComeLateWithTheirOwnStamps()
    {
        Send(FaultSwitchboard.Topic, StringMessage.Type, Encode.Text("delay_joint_states 100ms"));
        Run(0.3);

        Assert.Equal(20, _jointStates.Count);
        Assert.Equal(_clock.UnixNowNs - 100_000_000, Inbox.Joints(_jointStates.Last).StampNs);

        // The delay is taken away: what waits comes first, in order.
        Send(FaultSwitchboard.Topic, StringMessage.Type, Encode.Text("clear"));
        Run(0.3);
        var stamps = _jointStates.Messages.Select(message => Inbox.Joints(message).StampNs).ToArray();
        Assert.Equal(stamps.Order(), stamps);
        Assert.Equal(60, stamps.Length);
        Assert.Equal(_clock.UnixNowNs, stamps[^1]);
    }

    [Fact]
    public void NanJoint_AppearsInTheMessageOnly()
    {
        Send(FaultSwitchboard.Topic, StringMessage.Type, Encode.Text("nan_joint elbow"));
        Run(0.1);

        var positions = Inbox.Joints(_jointStates.Last).Positions;
        Assert.True(double.IsNaN(positions[2]));
        Assert.Equal(6, positions.Count(double.IsFinite));
        Assert.Equal(1, Inbox.Truth(_truth.Last)["valid"]);
    }

    [Fact]
    public void StampFaults_ShowInTheStream()
    {
        Send(FaultSwitchboard.Topic, StringMessage.Type, Encode.Text("duplicate_stamps"));
        Run(0.2);
        var duplicated = _jointStates.Messages.Select(message => Inbox.Joints(message).StampNs).ToArray();
        Send(FaultSwitchboard.Topic, StringMessage.Type, Encode.Text("reorder_stamps"));
        Run(0.2);
        var reordered = _jointStates.Messages.Select(message => Inbox.Joints(message).StampNs).Skip(duplicated.Length).ToArray();

        Assert.True(duplicated.Distinct().Count() <= 11, "every second stamp repeats");
        Assert.Contains(reordered.Zip(reordered.Skip(1)), pair => pair.Second < pair.First);
    }

    [Fact]
    public void Expert_OverTheTopic_SucceedsInTheGroundTruth()
    {
        using var expert = new ScriptedExpert(_robot.Simulation.Environment);
        var command = new double[RobotNames.JointCount];
        for (var tick = 0; tick < 200 && !_robot.Simulation.Environment.Succeeded; tick++)
        {
            expert.Act(command);
            Send(ForwardPositionController.Topic, Float64MultiArray.Type, Encode.Targets(command));
            Run(0.05);
        }

        Run(0.1);
        var truth = Inbox.Truth(_truth.Last);
        Assert.Equal((1, 1, 0), (truth["success"], truth["valid"], truth["grasped"]));
        Assert.InRange(truth["distance"], 0, 0.01);
        Assert.InRange(truth["commands_received"], 80, 200);
    }

    [Fact]
    public void Step_InSteadyState_AllocatesNothing()
    {
        using var node = new InMemoryTransport(new InMemoryNetwork(_clock), "/alone", InMemoryDelivery.Manual);
        using var robot = new RobotProcess(
            new SimulationOptions { Headless = true }, node, _clock, _clock, new RateLimitedLog(_warnings, _clock));
        var command = Encode.Targets(0.1, 0.1, 0.3, 0.1, 1.2, -0.2, 0.02);
        var controller = new ForwardPositionController(robot.Simulation.Commander, new CommandCounters(), new RateLimitedLog(_warnings, _clock));
        for (var i = 0; i < 200; i++)
            Step();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++)
            Step();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            _clock.NowNs += 2_000_000;
            controller.Handle(command);
            robot.Simulation.StepOnce();
        }
    }

    private Inbox Listen(string topic, RosMessageType type)
    {
        var inbox = new Inbox();
        _testNode.CreateSubscription(topic, type, QosProfile.Default with { Depth = 1000 }, inbox);
        return inbox;
    }

    private void Send(string topic, RosMessageType type, byte[] cdr)
    {
        using var publisher = _testNode.CreatePublisher(topic, type, QosProfile.Default);
        Assert.Equal(1, publisher.MatchedCount);
        Assert.Equal(PublishStatus.Sent, publisher.Publish(cdr));
        _robotNode.Pump();
    }

    private void Run(double seconds)
    {
        for (var i = (int)Math.Round(seconds * 500); i > 0; i--)
        {
            _clock.NowNs += 2_000_000;
            _robot.Simulation.StepOnce();
            _testNode.Pump();
        }
    }
}
