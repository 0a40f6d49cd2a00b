using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Checks;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Cli.Hardware;

/// <summary>What is heard, on a graph inside of this process.</summary>
public sealed class GraphListenerTests : IDisposable
{
    private readonly InMemoryNetwork _network = new(TimeProvider.System);
    private readonly InMemoryTransport _robot;
    private readonly InMemoryTransport _ours;
    private readonly CdrBuffer _buffer = new();

    public GraphListenerTests()
    {
        _robot = new InMemoryTransport(_network, "/driver", InMemoryDelivery.Manual);
        _ours = new InMemoryTransport(_network, "/robotctl_hardware", InMemoryDelivery.Manual);
    }

    public void Dispose()
    {
        _ours.Dispose();
        _robot.Dispose();
        Assert.Equal(0, _network.OutstandingMessages);
    }

    [Fact]
    public void Finish_AfterJointsAndPictures_HasWhatWasSaid()
    {
        using var states = _robot.CreatePublisher("/joint_states", JointState.Type, QosProfile.Default);
        using var pictures = _robot.CreatePublisher("/cam/image_raw", Image.Type, QosProfile.SensorData);
        using var urdf = _robot.CreatePublisher("/robot_description", StringMessage.Type, QosProfile.Latched);
        using var commands = _robot.CreateSubscription("/fpc/commands", Float64MultiArray.Type, QosProfile.Default, new LatestSample());
        Publish(urdf, new StringMessage { Data = "<robot/>"u8 });
        using var listener = new GraphListener(_ours, TimeProvider.System);
        listener.FollowAll();
        listener.FollowAll();
        Publish(states, new JointState { Name = (string[])["b", "a"], Position = (double[])[2, 1] });
        Publish(states, new JointState { Name = (string[])["b", "a"], Position = (double[])[4, double.NaN] });
        Publish(pictures, new Image { Width = 4, Height = 2, Step = 12, EncodingName = "bgr8"u8, Data = new byte[24] });
        var heard = listener.Finish();

        var joints = heard.Joints["/joint_states"];
        Assert.Equal([new HeardJoint("b", 2, 4, 4), new HeardJoint("a", 1, 1, 1, 1)], joints.Joints);
        Assert.Equal(2, joints.Stream.Count);
        var camera = heard.Cameras["/cam/image_raw"];
        Assert.Equal((4, 2, "bgr8", true), (camera.Width, camera.Height, camera.Encoding, camera.IsSupported));
        Assert.Equal("<robot/>", heard.Descriptions["/robot_description"]);
        Assert.All(heard.Graph, endpoint => Assert.Equal("/driver", endpoint.Node));
        Assert.Contains(heard.Graph, endpoint => endpoint is { Topic: "/fpc/commands", Kind: RosEndpointKind.Subscription });
    }

    [Fact]
    public void Listening_AnnouncesNoPublisher()
    {
        using var listener = new GraphListener(_ours, TimeProvider.System);
        listener.Follow(HeardRobot.Load("ur5e"));
        listener.FollowAll();
        Assert.DoesNotContain(_robot.GetGraph(), endpoint => endpoint.Node == "/robotctl_hardware" && endpoint.Kind == RosEndpointKind.Publisher);
        Assert.Contains(_robot.GetGraph(), endpoint => endpoint.Node == "/robotctl_hardware");
    }

    [Fact]
    public void Joints_WhoseNamesChange_AreCounted()
    {
        using var states = _robot.CreatePublisher("/joint_states", JointState.Type, QosProfile.Default);
        using var listener = new GraphListener(_ours, TimeProvider.System);
        listener.FollowAll();
        for (var i = 0; i < 4; i++)
            Publish(states, new JointState { Name = (string[])[i % 2 == 0 ? "a" : "b"], Position = (double[])[i] });
        Assert.Equal(3, listener.Finish().Joints["/joint_states"].LayoutChangeCount);
    }

    [Fact]
    public void Check_OfARobotOnTheWire_SeesAQosThatDoesNotFit()
    {
        var profile = HeardRobot.Load("ur5e");
        using var running = _robot.CreatePublisher(profile.StopInputs[0].Topic, BoolMessage.Type, QosProfile.Default);
        using var listener = new GraphListener(_ours, TimeProvider.System);
        listener.Follow(profile);
        Publish(running, new BoolMessage(true));
        var findings = HardwareCheckup.Run(profile, listener.Finish());
        Assert.Contains("DURABILITY", Assert.Single(findings, finding => finding.Name == "stop input program running" && finding.State == CheckState.Problem).Found, StringComparison.Ordinal);
    }

    private void Publish<T>(IRosPublisher publisher, scoped in T message)
        where T : IRosMessage<T>, allows ref struct
    {
        Assert.True(_buffer.TryEncode(message, out _));
        Assert.Equal(PublishStatus.Sent, publisher.Publish(_buffer.Cdr));
        _ours.Pump();
    }
}
