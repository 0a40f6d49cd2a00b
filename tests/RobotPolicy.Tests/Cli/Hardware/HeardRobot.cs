using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Tests.Architecture;

namespace RobotPolicy.Tests.Cli.Hardware;

/// <summary>What would be heard of a robot that is exactly as its profile says; tests change one thing.</summary>
internal static class HeardRobot
{
    public static HardwareProfile Load(string name)
    {
        var errors = new List<string>();
        var profile = HardwareProfileLoader.Load(Path.Combine(ProjectFiles.Root, "hardware", $"{name}.yaml"), errors);
        Assert.Empty(errors);
        return profile!;
    }

    public static HeardStream Stream(double hz = 100, double ageSeconds = 0.002) => new()
    {
        Count = (long)(5 * hz),
        RateHz = hz,
        UsualGapSeconds = 1.1 / hz,
        LongestGapSeconds = 1.2 / hz,
        MinStampAgeSeconds = ageSeconds,
        MaxStampAgeSeconds = ageSeconds + 0.001,
    };

    public static Heard Of(HardwareProfile profile) => new()
    {
        Seconds = 5,
        Graph =
        [
            .. profile.JointStates.Select(topic => Endpoint(topic.Topic, JointState.Type, RosEndpointKind.Publisher)),
            .. profile.Robot.Cameras.Select(camera => Endpoint(camera.Topic, camera.Compressed ? CompressedImage.Type : Image.Type, RosEndpointKind.Publisher)),
            .. profile.StopInputs.Select(input => Endpoint(input.Topic, StopInputs.TypeOf(input), RosEndpointKind.Publisher) with { Durability = QosDurability.TransientLocal }),
            .. profile.Commands.Select(topic => Endpoint(topic.Topic, CommandMessages.TypeOf(topic.Interface), RosEndpointKind.Subscription)),
        ],
        Joints = profile.JointStates.ToDictionary(topic => topic.Topic, topic => new HeardJoints
        {
            Stream = Stream(),
            Joints =
            [
                .. topic.Names.Zip(topic.Joints).OrderBy(joint => joint.First, StringComparer.Ordinal).Select(joint =>
                    Joint(joint.First, profile.Robot.SafePose![joint.Second])),
                Joint("passive", 99),
            ],
        }),
        Cameras = profile.Robot.Cameras.ToDictionary(camera => camera.Topic, camera => new HeardCamera
        {
            Stream = Stream(30, 0.03),
            Compressed = camera.Compressed,
            Width = camera.Compressed ? 0 : 640,
            Height = camera.Compressed ? 0 : 480,
            Encoding = camera.Compressed ? "jpeg" : "rgb8",
            IsSupported = true,
            Bytes = camera.Compressed ? 40_000 : 921_600,
        }),
        Signals = profile.StopInputs.ToDictionary(input => input.Topic, input => new HeardSignal(Stream(20), !input.StopWhen)),
    };

    public static HeardJoint Joint(string name, double position) => new(name, position, position, position);

    public static RosGraphEndpoint Endpoint(string topic, RosMessageType type, RosEndpointKind kind) =>
        new(topic, type.Name, kind, QosReliability.Reliable, QosDurability.Volatile, "/driver", IsOurs: false);

    /// <summary>Changes every topic of joint states.</summary>
    public static Heard WithJoints(this Heard heard, Func<HeardJoints, HeardJoints> change) =>
        heard with { Joints = heard.Joints.ToDictionary(topic => topic.Key, topic => change(topic.Value)) };

    /// <summary>Changes every camera.</summary>
    public static Heard WithCameras(this Heard heard, Func<HeardCamera, HeardCamera> change) =>
        heard with { Cameras = heard.Cameras.ToDictionary(topic => topic.Key, topic => change(topic.Value)) };

    /// <summary>Changes every stop input.</summary>
    public static Heard WithSignals(this Heard heard, Func<HeardSignal, HeardSignal> change) =>
        heard with { Signals = heard.Signals.ToDictionary(topic => topic.Key, topic => change(topic.Value)) };

    /// <summary>Changes the graph.</summary>
    public static Heard WithGraph(this Heard heard, Func<RosGraphEndpoint, RosGraphEndpoint?> change) =>
        heard with { Graph = [.. heard.Graph.Select(change).OfType<RosGraphEndpoint>()] };
}
