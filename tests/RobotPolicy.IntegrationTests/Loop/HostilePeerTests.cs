using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Simulator;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Bridge;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>
/// A stranger on the graph publishes rubbish under the robot's own topics while a task moves the arm. The service lives on in its own
/// process, holds with a name where the rubbish drowns the robot, keeps every command within the limits, and goes on afterwards.
/// </summary>
[Collection(NativeWireCollection.Name)]
public sealed class HostilePeerTests
{
    private const int Seed = 20_260;
    private const double Absurd = 1e308;

    [Fact]
    public void Rubbish_OnEveryInput_NeverCrashesNorMovesTheArmBeyondItsLimits()
    {
        var domain = TestDomain.Claim();
        var robot = Checkout.ReadRobot();
        string[] names = [.. robot.Joints.Select(joint => joint.Name)];
        using var simulator = ProgramProcess.StartSimulator(domain, seed: 51);
        using var watcher = new RobotWatcher(domain, robot);
        using var stranger = new CycloneDdsTransport(
            new CycloneDdsOptions { DomainId = domain, NodeName = "stranger", Discovery = DiscoveryProfile.Loopback });
        using var joints = stranger.CreatePublisher(Topics.JointStates, JointState.Type, QosProfile.Command);
        using var pictures = stranger.CreatePublisher(Topics.Image("front"), Image.Type, QosProfile.Command);
        using var service = ProgramProcess.StartService("run", domain, "--task", "pick up the cube");
        Wait.Until(() => joints.MatchedCount == 2 && pictures.MatchedCount == 1, () => service.Describe("does not hear the stranger"));
        watcher.WaitUntilMoving(() => service.Describe("does not move the arm"));
        var random = new Random(Seed);

        // Each kind once and alone: the robot's own messages in between are heard all the same.
        byte[][] badJoints = [.. BadJoints(names, random)];
        byte[][] badPictures = [.. BadPictures(random)];
        foreach (var (publisher, message) in badJoints.Select(m => (joints, m)).Concat(badPictures.Select(m => (pictures, m))))
        {
            Assert.Equal(PublishStatus.Sent, publisher.Publish(message));
            Thread.Sleep(15);
            Assert.False(service.HasExited, service.Describe("has ended"));
        }

        ServiceLog.WaitUntilRunning(service);

        // Far more of each than the robot itself says: the hold names the input that cannot be trusted.
        Drown(() => joints.Publish(WrongNames(names)), "Holding: JointStateInvalid waist");
        Drown(() => joints.Publish(badJoints[random.Next(badJoints.Length)]), "Holding: JointState");
        Drown(() => pictures.Publish(badPictures[random.Next(badPictures.Length)]), "Holding: Camera");

        Assert.False(service.HasExited, service.Describe("has ended"));
        Assert.DoesNotContain(service.Errors, line => line.Contains("A bug inside the control loop", StringComparison.Ordinal));
        Assert.InRange(MotionLimits.AssertKept(watcher.Commands, robot, 0.01), 0, watcher.CommandCount / 100);

        void Drown(Action publish, string expected)
        {
            ServiceLog.WaitUntilRunning(service);
            var before = ServiceLog.Transitions(service).Length;
            Wait.Until(
                () =>
                {
                    for (var i = 0; i < 20; i++)
                        publish();
                    return ServiceLog.Transitions(service)[before..].Any(change => change.Text.StartsWith(expected, StringComparison.Ordinal));
                },
                () => service.Describe($"does not say '{expected}'"));
            ServiceLog.WaitUntilRunning(service);
            Assert.True(
                ServiceLog.Transitions(service)[^1].Epoch > ServiceLog.Transitions(service)[before].Epoch, "goes on within the epoch of the hold");
        }
    }

    private static byte[] WrongNames(string[] names) =>
        Joints([.. names.Select(name => $"not_{name}")], new double[names.Length]);

    private static byte[] Joints(string[] names, double[] positions, double[]? velocities = null) =>
        new HostileCdr().Header().Strings(names).Doubles(positions).Doubles(velocities ?? []).Doubles().Bytes;

    private static IEnumerable<byte[]> BadJoints(string[] names, Random random)
    {
        var count = names.Length;
        var good = Joints(names, new double[count], new double[count]);
        for (var i = 0; i < 20; i++)
            yield return Garbage(random, random.Next(1, 400));
        for (var i = 0; i < 20; i++)
            yield return good[..random.Next(5, good.Length)];
        for (var i = 0; i < 20; i++)
            yield return Flip(good, random);
        yield return WrongNames(names);
        yield return Joints([.. names[1..]], new double[count - 1]);
        yield return Joints([.. names, names[0]], new double[count + 1]);
        yield return Joints([], []);
        yield return Joints([.. Enumerable.Range(0, 3000).Select(i => $"j{i}")], new double[3000]);
        yield return Joints([.. names.Select(_ => new string('x', 5000))], new double[count]);
        yield return Joints(names, new double[count - 1]);
        yield return Joints(names, new double[count + 1]);
        yield return Joints(names, [], new double[count]);
        yield return Joints(names, new double[count], new double[1]);
        yield return new HostileCdr().Header().UInt32(uint.MaxValue).Bytes;
        yield return new HostileCdr().Header().Strings(names).UInt32(0x7FFF_FFFF).Bytes;
        yield return new HostileCdr().Header().Strings(names).Doubles(new double[count]).UInt32(0x2000_0000).Bytes;
        yield return new HostileCdr().Int32(0).UInt32(0).UInt32(uint.MaxValue).Bytes;
        foreach (var value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, Absurd, -Absurd, double.Epsilon })
        {
            yield return Joints(names, [.. Enumerable.Repeat(value, count)]);
            yield return Joints(names, [.. Enumerable.Repeat(value, count)], new double[count]);
            yield return Joints(names, new double[count], [.. Enumerable.Repeat(value, count)]);
        }
    }

    private static IEnumerable<byte[]> BadPictures(Random random)
    {
        var good = Picture(4, 4, "rgb8", 12, new byte[48]);
        for (var i = 0; i < 20; i++)
            yield return Garbage(random, random.Next(1, 4000));
        for (var i = 0; i < 20; i++)
            yield return good[..random.Next(5, good.Length)];
        foreach (var encoding in new[] { "", "rgb16", "bayer_rggb8", "32FC1", "yuv422", "RGB8", "rgb8\0rgb8", new string('x', 10_000), "\u00e4\u00f6" })
            yield return Picture(4, 4, encoding, 12, new byte[48]);
        yield return Picture(320, 240, "rgb8", 960, new byte[48]);
        yield return Picture(320, 240, "rgb8", 1, new byte[240]);
        yield return Picture(320, 240, "rgb8", 0, []);
        yield return Picture(0, 0, "rgb8", 0, []);
        yield return Picture(0, 240, "rgb8", 960, new byte[230_400]);
        yield return Picture(uint.MaxValue, uint.MaxValue, "rgb8", uint.MaxValue, new byte[48]);
        yield return Picture(0x8000_0000, 2, "rgb8", 0x8000_0000, new byte[48]);
        yield return Picture(65_536, 65_536, "mono8", 65_536, new byte[48]);
        yield return Picture(20_000, 1, "mono8", 20_000, new byte[20_000]);
        yield return new HostileCdr().Header().UInt32(240).UInt32(320).String("rgb8").Byte(0).UInt32(960).UInt32(uint.MaxValue).Bytes;
        yield return new HostileCdr().Header().UInt32(240).UInt32(320).UInt32(uint.MaxValue).Raw("rgb8"u8).Bytes;
    }

    private static byte[] Picture(uint width, uint height, string encoding, uint step, byte[] data) =>
        new HostileCdr().Header().UInt32(height).UInt32(width).String(encoding).Byte(0).UInt32(step).UInt32((uint)data.Length).Raw(data).Bytes;

    private static byte[] Garbage(Random random, int length)
    {
        var bytes = new byte[length + 4];
        random.NextBytes(bytes);
        bytes[0] = 0;
        bytes[1] = 1;
        return bytes;
    }

    private static byte[] Flip(byte[] good, Random random)
    {
        var bytes = good.ToArray();
        for (var i = random.Next(1, 6); i > 0; i--)
            bytes[random.Next(4, bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }
}
