using System.Runtime.InteropServices;
using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Loop;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.Virtual;

/// <summary>The simulated arm on ROS topics in virtual time.</summary>
public sealed class VirtualRosRobotTests : IDisposable
{
    private const int Seed = 200_000;
    private const long TickNs = 10_000_000;

    private static readonly HardwareProfile Profile = ReadProfile();

    private readonly ImagePreprocessor _images = new();
    private readonly SimulatorGym _gym = Gym.Start();

    public void Dispose()
    {
        _gym.Dispose();
        _images.Dispose();
    }

    [Theory]
    [InlineData(CommandInterface.ForwardPosition)]
    [InlineData(CommandInterface.JointTrajectory)]
    public void Run_ShippedPolicyThroughTopics_SameCommandsAsWithoutThemAndOnEveryRun(CommandInterface command)
    {
        using var policy = LoadPolicy();
        var options = new VirtualEpisodeOptions
        {
            Latency = new InferenceLatency(TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(80), Seed: 5),
            Cameras = new CameraOptions { Delay = TimeSpan.FromMilliseconds(25) },
        };

        var direct = VirtualEpisode.Run(_gym, Profile.Robot, policy, policy.Spec, options, Seed);
        var (first, firstWire) = RunThroughTopics(policy, options, command);
        var (second, secondWire) = RunThroughTopics(policy, options, command);

        Assert.True(first.Success, $"{first.Status}");
        Assert.Equal(Bytes(first), Bytes(second));
        Assert.Equal(firstWire, secondWire);

        // Stamps come back exactly and pictures are the same, so that nothing is left that could make a difference.
        Assert.Equal(Bytes(direct), Bytes(first));
    }

    [Fact]
    public void Report_OnTopics_StampsAreOfTheMomentThatIsShown()
    {
        var clock = new VirtualClock();
        var cameras = new CameraOptions { Width = 32, Height = 24, Delay = TimeSpan.FromMilliseconds(25) };
        using var robot = new VirtualRosRobot(_gym, Profile, clock, cameras);
        using var observer = new InMemoryTransport(robot.Network, "/observer", InMemoryDelivery.Manual);
        var (states, pictures) = (new List<long>(), new List<long>());
        observer.CreateSubscription(Profile.JointStates[0].Topic, JointState.Type, QosProfile.SensorData, new DelegateHandler(sample =>
            states.Add(JointState.TryDecode(sample.Cdr, out var state, out _) ? state.Header.Stamp.ToNs() : 0)));
        observer.CreateSubscription(Profile.Robot.Cameras[0].Topic, Image.Type, QosProfile.SensorData, new DelegateHandler(sample =>
            pictures.Add(Image.TryDecode(sample.Cdr, out var image, out _) ? image.Header.Stamp.ToNs() : 0)));

        robot.Reset(Seed);
        var arrivals = new List<long>();
        for (var tick = 0; tick < 10; tick++)
        {
            robot.Advance(TickNs);
            observer.Pump();
            arrivals.AddRange(Enumerable.Repeat(robot.Clock.NowNs, pictures.Count - arrivals.Count));
        }

        var start = VirtualTime.Start.ToUnixTimeMilliseconds() * 1_000_000;
        Assert.Equal([.. Enumerable.Range(0, 11).Select(tick => start + (tick * TickNs))], states);

        // Taken at the end of the step of 2 ms in which they fall due, 30 a second; each shows in the tick after its delay.
        Assert.Equal([start, start + 34_000_000, start + 68_000_000], pictures);
        Assert.Equal([30_000_000, 60_000_000, 100_000_000], arrivals.Select(arrival => arrival - VirtualClock.StartNs));
    }

    [Fact]
    public void Advance_PicturesAreDrawnOnlyForWhomeverSubscribes()
    {
        var before = _gym.DrawnCount;
        using (var blind = new VirtualRosRobot(_gym, Profile, new VirtualClock(), new CameraOptions(), inner => new BlindTransport(inner)))
        {
            blind.Reset(Seed);
            blind.Advance(TickNs);
            Assert.Equal(2, blind.Port.Joints.Count);
            Assert.Equal(before, _gym.DrawnCount);
        }

        var robot = new VirtualRosRobot(_gym, Profile, new VirtualClock(), new CameraOptions());
        robot.Reset(Seed);
        Assert.Equal(before + 2, _gym.DrawnCount);
        robot.Dispose();
        Assert.Equal(0, robot.Network.OutstandingMessages);
    }

    private (VirtualEpisodeResult Episode, byte[] WireHash) RunThroughTopics(
        OnnxPolicy policy, VirtualEpisodeOptions options, CommandInterface command)
    {
        var profile = Profile with { Commands = [Profile.Commands[0] with { Interface = command }] };
        using var robot = new VirtualRosRobot(_gym, profile, new VirtualClock(), options.Cameras);
        using var wire = new WireHash(robot.Network, profile);
        var episode = VirtualEpisode.Run(
            robot, policy, policy.Spec, options with { Attachments = options.Attachments with { Sinks = [wire] } }, Seed);
        return (episode, wire.Finish());
    }

    private OnnxPolicy LoadPolicy()
    {
        var loaded = PolicyLoader.Load(Checkout.PolicyFolder, Profile.Robot, _images);
        Assert.Empty(loaded.Errors);
        return loaded.Policy!;
    }

    private static HardwareProfile ReadProfile()
    {
        var errors = new List<string>();
        var profile = HardwareProfileLoader.Load(Checkout.HardwareFile, errors);
        Assert.Empty(errors);
        return profile!;
    }

    private static byte[] Bytes(VirtualEpisodeResult episode) =>
        [.. episode.Ticks.SelectMany(tick => MemoryMarshal.AsBytes(tick.Command.AsSpan()).ToArray())];
}
