using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Loop;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Benchmarks.Recording;

/// <summary>Publishes what a robot with large cameras publishes: 640×480 raw pictures of each at 30 Hz, joints at 500 Hz, standing still.</summary>
internal static class RobotStandIn
{
    public const string Command = "stand-in";
    public const int JointHz = 500;
    public const int PictureHz = 30;
    private const int Width = 640;
    private const int Height = 480;

    /// <summary>Publishes until the process is ended.</summary>
    public static void Run(string hardware, uint domain)
    {
        var errors = new List<string>();
        var profile = HardwareProfileLoader.Load(hardware, errors) ?? throw new InvalidOperationException(string.Join("; ", errors));
        using var transport = new CycloneDdsTransport(
            new CycloneDdsOptions { DomainId = domain, NodeName = "stand_in", Discovery = DiscoveryProfile.Loopback }, _ => { }, TimeProvider.System);
        var joints = transport.CreatePublisher(profile.JointStatesTopic, JointState.Type, QosProfile.Default);
        var cameras = profile.Robot.Cameras.Select(camera => transport.CreatePublisher(camera.Topic, Image.Type, QosProfile.SensorData)).ToArray();
        string[] names = [.. profile.Robot.Joints.Select(joint => joint.Name)];
        double[] positions = [.. profile.Robot.Joints.Select(joint => (joint.MinPosition + joint.MaxPosition) / 2)];
        var velocities = new double[names.Length];
        var pixels = new byte[Width * Height * 3];
        new Random(1).NextBytes(pixels);
        var buffer = new CdrBuffer();
        var scheduler = new TickScheduler(new MonotonicTickClock(TimeProvider.System), JointHz);
        for (var tick = 0L; ; tick++)
        {
            scheduler.WaitForNext();
            var stamp = RosTime.FromNs((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
            if (buffer.TryEncode(new JointState { Header = new Header { Stamp = stamp }, Name = names, Position = positions, Velocity = velocities }, out _))
                joints.Publish(buffer.Cdr);
            if (tick * PictureHz / JointHz == (tick - 1) * PictureHz / JointHz)
                continue;
            foreach (var camera in cameras)
                if (buffer.TryEncode(
                    new Image { Header = new Header { Stamp = stamp }, Width = Width, Height = Height, Step = Width * 3, EncodingName = "rgb8"u8, Data = pixels }, out _))
                    camera.Publish(buffer.Cdr);
        }
    }
}
