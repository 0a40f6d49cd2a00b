using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Bridge;

public sealed class RosRobotPortTests : IDisposable
{
    private static readonly string[] Names = ["extra", "j2", "j0", "j1"];

    private readonly InMemoryNetwork _network = new(TimeProvider.System);
    private readonly InMemoryTransport _ours;
    private readonly InMemoryTransport _robot;
    private readonly CdrBuffer _buffer = new();
    private readonly double[] _positions = new double[3];
    private readonly double[] _velocities = new double[3];

    public RosRobotPortTests()
    {
        _ours = new InMemoryTransport(_network, "/ours", InMemoryDelivery.Manual);
        _robot = new InMemoryTransport(_network, "/robot", InMemoryDelivery.Manual);
    }

    public void Dispose()
    {
        _ours.Dispose();
        _robot.Dispose();
        Assert.Equal(0, _network.OutstandingMessages);
    }

    [Fact]
    public void JointStates_InAnotherOrderWithMoreJoints_AreMatchedByName()
    {
        using var port = CreatePort();
        using var states = _robot.CreatePublisher("/joint_states", JointState.Type, QosProfile.Default);
        PublishJoints(states, Names, [9, 2, 0, 1], [9, 0.2, 0, 0.1]);
        Assert.True(port.Joints.TryReadNewest(_positions, _velocities, out _));
        Assert.Equal([0, 1, 2], _positions);
        Assert.Equal([0, 0.1, 0.2], _velocities);
    }

    [Fact]
    public void Send_ForwardPosition_PublishesTheNumbersInTheRobotsOrder()
    {
        using var port = CreatePort();
        using var received = new LatestSample();
        using var subscription = _robot.CreateSubscription("/commands", Float64MultiArray.Type, QosProfile.Default, received);
        Assert.Equal(1, port.CommandReceiverCount);
        Assert.Equal(CommandStatus.Sent, port.Send([0.5, -0.25, 1]));
        _robot.Pump();
        Assert.True(received.TryTake(out var sample));
        Assert.True(Float64MultiArray.TryDecode(sample.Cdr, out var message, out _));
        Assert.Equal([0.5, -0.25, 1], message.Data.ToArray());
        sample.Release();
    }

    [Fact]
    public void Send_JointTrajectory_PublishesOnePointThatStartsNow()
    {
        using var port = CreatePort(CommandInterface.JointTrajectory);
        using var received = new LatestSample();
        using var subscription = _robot.CreateSubscription("/commands", JointTrajectory.Type, QosProfile.Default, received);
        Assert.Equal(CommandStatus.Sent, port.Send([0.5, -0.25, 1]));
        _robot.Pump();
        Assert.True(received.TryTake(out var sample));
        Assert.True(JointTrajectory.TryDecode(sample.Cdr, out var message, out _));
        Assert.Equal(default, message.Header.Stamp);
        Assert.Equal(["j0", "j1", "j2"], message.JointNames.ToArray());
        Assert.Equal(1, message.Points.Count);
        foreach (var point in message.Points)
        {
            Assert.Equal([0.5, -0.25, 1], point.Positions.ToArray());
            Assert.True(point.Velocities.IsEmpty);
            Assert.Equal(20_000_000, point.TimeFromStart.ToNs());
        }

        sample.Release();
    }

    [Theory]
    [InlineData(CommandInterface.ForwardPosition)]
    [InlineData(CommandInterface.JointTrajectory)]
    public void Send_ManyTimes_AllocatesNothing(CommandInterface command)
    {
        using var port = CreatePort(command);
        var positions = new double[3];
        for (var i = 0; i < 100; i++)
            port.Send(positions);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            port.Send(positions);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Send_AfterDispose_IsClosed()
    {
        var port = CreatePort();
        port.Dispose();
        port.Dispose();
        Assert.Equal(CommandStatus.Closed, port.Send([0, 0, 0]));
    }

    [Fact]
    public void Send_NobodyListens_IsVisible()
    {
        using var port = CreatePort();
        Assert.Equal(0, port.CommandReceiverCount);
        Assert.Equal((0, 0), (port.GetJointStatePublisherCount(0), port.GetCameraPublisherCount(1)));
    }

    [Fact]
    public void JointStates_LayoutChanges_AreMatchedAnew()
    {
        using var port = CreatePort();
        using var states = _robot.CreatePublisher("/joint_states", JointState.Type, QosProfile.Default);
        PublishJoints(states, ["j0", "j1", "j2"], [1, 2, 3], []);
        PublishJoints(states, ["j2", "j1", "j0"], [1, 2, 3], []);
        Assert.True(port.Joints.TryReadNewest(_positions, _velocities, out _));
        Assert.Equal([3, 2, 1], _positions);
        PublishJoints(states, ["j2", "j1", "jX"], [1, 2, 3], []);
        Assert.Equal((JointStateFault.JointMissing, 0), (port.Joints.LastFault, port.Joints.LastFaultJoint));
        PublishJoints(states, ["j0", "j1", "j2"], [7, 8, 9], []);
        Assert.True(port.Joints.TryReadNewest(_positions, _velocities, out _));
        Assert.Equal([7, 8, 9], _positions);
        Assert.Equal(0, port.Joints.ConsecutiveInvalidCount);
    }

    [Theory]
    [InlineData("j0,j1", "1,2", "", JointStateFault.JointMissing, 2)]
    [InlineData("j0,j1,j2,j1", "1,2,3,4", "", JointStateFault.JointTwice, 1)]
    [InlineData("", "", "", JointStateFault.JointMissing, 0)]
    [InlineData("j0,j1,j2", "", "", JointStateFault.LengthMismatch, -1)]
    [InlineData("j0,j1,j2", "1,NaN,3", "", JointStateFault.NonFinite, 1)]
    [InlineData("j0,j1,j2", "1,2,Infinity", "", JointStateFault.NonFinite, 2)]
    public void JointStates_Unusable_AreRejectedAsAWholeAndNameTheJoint(
        string names, string positions, string velocities, JointStateFault fault, int joint)
    {
        using var port = CreatePort();
        using var states = _robot.CreatePublisher("/joint_states", JointState.Type, QosProfile.Default);
        PublishJoints(states, Split(names), Numbers(positions), Numbers(velocities));
        Assert.Equal((fault, joint), (port.Joints.LastFault, port.Joints.LastFaultJoint));
        Assert.Equal((0, 1), (port.Joints.Count, port.Joints.InvalidCount));
    }

    [Fact]
    public void JointStates_BrokenBytes_AreRejected()
    {
        using var port = CreatePort();
        using var states = _robot.CreatePublisher("/joint_states", JointState.Type, QosProfile.Default);
        states.Publish([0, 1, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 127]);
        _ours.Pump();
        Assert.Equal(JointStateFault.Malformed, port.Joints.LastFault);
        Assert.Equal(0, _ours.HandlerFaultCount);
    }

    [Fact]
    public void JointStates_VelocityUnknown_IsTakenFromThePositions()
    {
        using var port = CreatePort();
        using var states = _robot.CreatePublisher("/joint_states", JointState.Type, QosProfile.Default);
        var now = UnixNow() - 50_000_000;
        PublishJoints(states, ["j0", "j1", "j2"], [1, 1, 1], [], now);
        PublishJoints(states, ["j0", "j1", "j2"], [1.01, 1, 1], [double.NaN, 5, 0], now + 10_000_000);
        Assert.True(port.Joints.TryReadNewest(_positions, _velocities, out _));
        Assert.Equal(1, _velocities[0], 0.05);
        Assert.Equal([5, 0], _velocities[1..]);
    }

    [Fact]
    public void JointStates_ManyTimes_AllocateNothing()
    {
        using var port = CreatePort();
        using var states = _robot.CreatePublisher("/joint_states", JointState.Type, QosProfile.Default);
        var now = UnixNow() - 900_000_000;
        for (var i = 0; i < 100; i++)
            PublishJoints(states, Names, [9, 2, 0, 1], [9, 0.2, 0, 0.1], now + (i * 1000));
        var names = Names;
        double[] values = [9, 2, 0, 1];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 100; i < 1100; i++)
            PublishJoints(states, names, values, values, now + (i * 1000));
        var perMessage = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000.0;

        // Encoding names from managed strings is the publisher's affair; a receiver that allocated would cost at least 24 bytes.
        var encoding = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Encode(names, values, values, now);
        encoding = GC.GetAllocatedBytesForCurrentThread() - encoding;
        Assert.Equal(encoding / 1000.0, perMessage);
        Assert.Equal(1100, port.Joints.Count);
    }

    [Theory]
    [InlineData("rgb8", 3, PixelFormat.Rgb8)]
    [InlineData("bgr8", 3, PixelFormat.Bgr8)]
    [InlineData("rgba8", 4, PixelFormat.Rgba8)]
    [InlineData("bgra8", 4, PixelFormat.Bgra8)]
    [InlineData("mono8", 1, PixelFormat.Mono8)]
    public void Image_Raw_IsTakenInTheTransportsMemory(string encoding, int channels, PixelFormat format)
    {
        using var port = CreatePort();
        using var images = _robot.CreatePublisher("/c0", Image.Type, QosProfile.Default);
        var pixels = Enumerable.Range(0, 2 * ((3 * channels) + 5)).Select(i => (byte)i).ToArray();
        var stampNs = UnixNow() - 5_000_000;
        PublishImage(images, encoding, 3, 2, (3 * channels) + 5, pixels, stampNs);
        Assert.True(port.Cameras[0].TryTakeNearest(0, out var frame));
        Assert.Equal((format, 3, 2, (3 * channels) + 5), (frame!.Format, frame.Width, frame.Height, frame.Step));
        Assert.Equal(pixels, frame.Data.ToArray());
        Assert.Equal(stampNs, frame.StampUnixNs);
        Assert.InRange(new MonotonicClock(TimeProvider.System).NowNs - frame.TimeNs, 5_000_000, 5_000_000_000);
        frame.Release();
    }

    /// <summary>A picture was taken before the driver stamped it; its stamp still judges the order.</summary>
    [Fact]
    public void Image_OfACameraWithLatency_IsDatedBack()
    {
        const long latencyNs = 125_000_000;
        var now = UnixNow();
        var times = new long[2];
        for (var i = 0; i < 2; i++)
        {
            using var port = CreatePort(cameraLatencyMs: i == 0 ? 0 : 125);
            using var images = _robot.CreatePublisher("/c0", Image.Type, QosProfile.Default);
            PublishImage(images, "mono8", 2, 1, 2, [1, 2], now);
            Assert.True(port.Cameras[0].TryTakeNearest(long.MaxValue, out var frame));
            Assert.Equal(now, frame!.StampUnixNs);
            times[i] = port.Cameras[0].NewestStampNs;
            frame.Release();
        }

        // The two clocks are compared anew for each picture.
        Assert.Equal(latencyNs, times[0] - times[1], 5_000_000.0);
    }

    [Fact]
    public void Image_Held_KeepsItsBytesWhileNewerOnesCome()
    {
        using var port = CreatePort();
        using var images = _robot.CreatePublisher("/c0", Image.Type, QosProfile.Default);
        var now = UnixNow() - 900_000_000;
        PublishImage(images, "mono8", 2, 1, 2, [1, 2], now);
        Assert.True(port.Cameras[0].TryTakeNearest(0, out var frame));
        for (var i = 1; i <= 50; i++)
            PublishImage(images, "mono8", 2, 1, 2, [9, 9], now + (i * 1_000_000));
        Assert.Equal([1, 2], frame!.Data.ToArray());
        Assert.Equal((51, 0), (port.Cameras[0].Count, port.GetCameraExhaustedCount(0)));
        frame.Release();
    }

    [Fact]
    public void Image_EveryFrameHeld_IsDroppedAndCounted()
    {
        using var port = CreatePort();
        using var images = _robot.CreatePublisher("/c0", Image.Type, QosProfile.Default);
        var now = UnixNow() - 900_000_000;
        var held = new List<ImageFrame>();
        for (var i = 1; i <= 20; i++)
        {
            PublishImage(images, "mono8", 2, 1, 2, [9, 9], now + (i * 1_000_000));
            Assert.True(port.Cameras[0].TryTakeNearest(long.MaxValue, out var frame));
            held.Add(frame!);
        }

        Assert.Equal(4, port.GetCameraExhaustedCount(0));
        held.ForEach(frame => frame.Release());
        PublishImage(images, "mono8", 2, 1, 2, [9, 9], now + 30_000_000);
        Assert.Equal(4, port.GetCameraExhaustedCount(0));
    }

    [Theory]
    [InlineData("bayer_rggb8", 2, 2, 2, 4, CameraFault.UnsupportedEncoding)]
    [InlineData("nonsense", 2, 2, 2, 4, CameraFault.UnsupportedEncoding)]
    [InlineData("rgb8", 0, 2, 6, 12, CameraFault.InvalidLayout)]
    [InlineData("mono8", 20000, 1, 20000, 20000, CameraFault.InvalidLayout)]
    public void Image_Unusable_IsRejectedByName(string encoding, int width, int height, int step, int length, CameraFault fault)
    {
        using var port = CreatePort();
        using var images = _robot.CreatePublisher("/c0", Image.Type, QosProfile.Default);
        PublishImage(images, encoding, width, height, step, new byte[length], UnixNow());
        Assert.Equal((fault, 1), (port.Cameras[0].LastFault, port.Cameras[0].ConsecutiveInvalidCount));
        Assert.Equal(0, port.Cameras[0].Count);
    }

    [Fact]
    public void Image_RowsBeyondTheData_IsRejected()
    {
        using var port = CreatePort();
        using var images = _robot.CreatePublisher("/c0", Image.Type, QosProfile.Default);
        Assert.True(_buffer.TryEncode(
            new Image
            {
                Header = new Header { Stamp = RosTime.FromNs(UnixNow()) },
                Width = 2,
                Height = 2,
                Step = 2,
                EncodingName = "mono8"u8,
                Data = new byte[4],
            },
            out _));
        var bytes = _buffer.Cdr.ToArray();

        // stamp 8, frame 4 + 1, padding, then the height: a lie that the encoder would not let pass.
        bytes[4 + 16] = 200;
        images.Publish(bytes);
        _ours.Pump();
        Assert.Equal(CameraFault.InvalidLayout, port.Cameras[0].LastFault);
    }

    [Fact]
    public void CompressedImage_IsKnownByItsFirstBytes()
    {
        using var port = CreatePort(compressed: true);
        using var images = _robot.CreatePublisher("/c1", CompressedImage.Type, QosProfile.Default);
        var now = UnixNow() - 100_000_000;
        byte[][] streams = [[0xFF, 0xD8, 0xFF, 0xE0, 7], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 3]];
        PixelFormat[] formats = [PixelFormat.Jpeg, PixelFormat.Png];
        for (var i = 0; i < 2; i++)
        {
            PublishCompressed(images, streams[i], now + (i * 1_000_000));
            Assert.True(port.Cameras[1].TryTakeNearest(long.MaxValue, out var frame));
            Assert.Equal((formats[i], 0, 0, 0), (frame!.Format, frame.Width, frame.Height, frame.Step));
            Assert.Equal(streams[i], frame.Data.ToArray());
            frame.Release();
        }

        PublishCompressed(images, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x89, 0x50], now + 2_000_000);
        PublishCompressed(images, [], now + 3_000_000);
        Assert.Equal((CameraFault.UnsupportedEncoding, 2), (port.Cameras[1].LastFault, port.Cameras[1].InvalidCount));
    }

    [Fact]
    public void Stamps_Unset_AreTooOldByHeaderAndFineByReception()
    {
        using var states = _robot.CreatePublisher("/joint_states", JointState.Type, QosProfile.Default);
        using (var port = CreatePort())
        {
            PublishJoints(states, ["j0", "j1", "j2"], [1, 2, 3], [], 0);
            Assert.Equal((JointStateFault.StampTooOld, 0), (port.Joints.LastFault, port.Joints.Count));
        }

        using (var port = CreatePort(stamps: StampSource.Reception))
        {
            PublishJoints(states, ["j0", "j1", "j2"], [1, 2, 3], [], 0);
            PublishJoints(states, ["j0", "j1", "j2"], [1, 2, 3], [], 0);
            Assert.Equal(2, port.Joints.Count);
        }
    }

    private static string[] Split(string text) => text.Length == 0 ? [] : text.Split(',');

    private static double[] Numbers(string text) =>
        [.. Split(text).Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];

    private static long UnixNow() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private void PublishImage(
        IRosPublisher publisher, string encoding, int width, int height, int step, byte[] data, long stampNs)
    {
        var message = new Image
        {
            Header = new Header { Stamp = RosTime.FromNs(stampNs) },
            Width = (uint)width,
            Height = (uint)height,
            Step = (uint)step,
            EncodingName = System.Text.Encoding.UTF8.GetBytes(encoding),
            Data = data,
        };
        Assert.True(_buffer.TryEncode(message, out var error), error.ToString());
        Assert.Equal(PublishStatus.Sent, publisher.Publish(_buffer.Cdr));
        _ours.Pump();
    }

    private void PublishCompressed(IRosPublisher publisher, byte[] data, long stampNs)
    {
        var message = new CompressedImage
        {
            Header = new Header { Stamp = RosTime.FromNs(stampNs) },
            Format = "whatever"u8,
            Data = data,
        };
        Assert.True(_buffer.TryEncode(message, out _));
        Assert.Equal(PublishStatus.Sent, publisher.Publish(_buffer.Cdr));
        _ours.Pump();
    }

    private void PublishJoints(
        IRosPublisher publisher, string[] names, double[] positions, double[] velocities, long? stampNs = null)
    {
        Encode(names, positions, velocities, stampNs ?? UnixNow());
        if (publisher.Publish(_buffer.Cdr) != PublishStatus.Sent)
            Assert.Fail("not published");
        _ours.Pump();
    }

    private void Encode(string[] names, double[] positions, double[] velocities, long stampNs)
    {
        var message = new JointState
        {
            Header = new Header { Stamp = RosTime.FromNs(stampNs) },
            Name = names,
            Position = positions,
            Velocity = velocities,
        };
        if (!_buffer.TryEncode(message, out _))
            Assert.Fail("not encoded");
    }

    private RosRobotPort CreatePort(
        CommandInterface command = CommandInterface.ForwardPosition,
        bool compressed = false,
        StampSource stamps = StampSource.Header,
        int cameraLatencyMs = 0)
    {
        var robot = FakeRobot.Describe(3, 2);
        return new RosRobotPort(
            _ours,
            TestProfile.Of(
                robot with { Cameras = [.. robot.Cameras.Select(camera => camera with
                {
                    Compressed = compressed,
                    Latency = TimeSpan.FromMilliseconds(cameraLatencyMs),
                })] },
                command) with { Stamps = stamps },
            new ObservationOptions(),
            new StampClock(new MonotonicClock(TimeProvider.System), TimeProvider.System));
    }
}
