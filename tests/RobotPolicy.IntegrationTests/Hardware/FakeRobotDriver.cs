using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Simulator.Fake;
using RobotPolicy.Simulator.Realtime;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.IntegrationTests.Hardware;

/// <summary>The fake driver of a shipped profile, on the wire, in this process.</summary>
internal sealed class FakeRobotDriver : IDisposable
{
    private readonly CycloneDdsTransport _transport;
    private readonly StringWriter _log = new();

    /// <summary>Starts it.</summary>
    /// <param name="robot">Name of the profile.</param>
    /// <param name="domain">DDS domain.</param>
    /// <param name="lies">What it does wrong.</param>
    public FakeRobotDriver(string robot, uint domain, FakeLies lies = FakeLies.None)
    {
        File = FileOf(robot);
        var errors = new List<string>();
        Profile = HardwareProfileLoader.Load(File, errors)!;
        Assert.Empty(errors);
        _transport = new CycloneDdsTransport(
            new CycloneDdsOptions { DomainId = domain, NodeName = "fake_driver", Discovery = DiscoveryProfile.Loopback }, _ => { }, TimeProvider.System);
        Driver = new FakeDriver(
            Profile,
            _transport,
            new FakeOptions { CameraRateHz = 15, Width = 64, Height = 48, Lies = lies },
            SystemMonotonicClock.Instance,
            TimeProvider.System,
            new RateLimitedLog(TextWriter.Synchronized(_log), TimeProvider.System));
        Driver.Start();
    }

    /// <summary>The profile's file.</summary>
    public string File { get; }

    public HardwareProfile Profile { get; }

    public FakeDriver Driver { get; }

    /// <summary>Where the joints are.</summary>
    public double[] Positions
    {
        get
        {
            var (positions, velocities) = (new double[Profile.Robot.Joints.Count], new double[Profile.Robot.Joints.Count]);
            Driver.Arm.Read(positions, velocities);
            return positions;
        }
    }

    public static string FileOf(string robot) => Path.Combine(Path.GetDirectoryName(Loop.Checkout.HardwareFile)!, $"{robot}.yaml");

    public void Dispose()
    {
        Driver.Dispose();
        _transport.Dispose();
    }
}
