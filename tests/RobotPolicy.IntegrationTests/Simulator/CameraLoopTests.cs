using RobotPolicy.IntegrationTests.TransportContract;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Bridge;
using RobotPolicy.Simulator.Realtime;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.IntegrationTests.Simulator;

/// <summary>The robot with its threads, in real time.</summary>
public sealed class CameraLoopTests : IDisposable
{
    private readonly InMemoryTransport _robotNode;
    private readonly InMemoryTransport _testNode;
    private readonly StringWriter _log = new();
    private readonly RobotProcess _robot;

    public CameraLoopTests()
    {
        var network = new InMemoryNetwork(TimeProvider.System);
        _robotNode = new InMemoryTransport(network, "/robot");
        _testNode = new InMemoryTransport(network, "/test");
        _robot = new RobotProcess(
            new SimulationOptions { Compressed = true, ShadowSize = 256 },
            _robotNode,
            SystemMonotonicClock.Instance,
            TimeProvider.System,
            new RateLimitedLog(_log, TimeProvider.System));
    }

    public void Dispose()
    {
        _robot.Dispose();
        _robotNode.Dispose();
        _testNode.Dispose();
    }

    [Fact]
    public void Cameras_AfterReady_PublishImagesCalibrationAndJpegs()
    {
        var front = Listen("/camera/front/image_raw", Image.Type);
        var wrist = Listen("/camera/wrist/image_raw", Image.Type);
        var info = Listen("/camera/front/camera_info", CameraInfo.Type);
        var jpeg = Listen("/camera/wrist/image_raw/compressed", CompressedImage.Type);
        _robot.Start();

        Eventually.True(() => _robot.Ready.IsCompleted, () => "The cameras were not ready");
        Eventually.True(() => front.Count >= 3 && wrist.Count >= 3 && info.Count >= 3 && jpeg.Count >= 3, () => "Images did not come");
        _robot.Stop();
        Assert.True(_robot.WaitForEnd(Eventually.Patience));

        Assert.NotEqual(Inbox.Image(front.Last).Pixels, Inbox.Image(wrist.Last).Pixels);
        var stamps = front.Messages.Select(message => Inbox.Image(message).StampNs).ToArray();
        Assert.Equal(stamps.Order(), stamps);
        Assert.True(CameraInfo.TryDecode(info.Last, out var calibration, out var error), error.ToString());

        // 240 rows in a vertical field of view of 39 degrees: 120 / tan(19.5°).
        Assert.Equal(338.87, calibration.K[0], 0.01);
        Assert.Equal([159.5, 119.5], [calibration.K[2], calibration.K[5]]);
        Assert.True(CompressedImage.TryDecode(jpeg.Last, out var compressed, out error), error.ToString());
        Assert.Equal([0xFF, 0xD8], compressed.Data[..2].ToArray());
        Assert.Contains("commands 0 forward", _robot.Summarise());
    }

    [Fact]
    public void FreezeAndDrop_OneCamera_LeavesTheOtherAlone()
    {
        var front = Listen("/camera/front/image_raw", Image.Type);
        var wrist = Listen("/camera/wrist/image_raw", Image.Type);
        _robot.Start();
        Eventually.True(() => front.Count >= 2, () => "Images did not come");

        Assert.True(_robot.Faults.TryApply("freeze_camera front", out _));
        Assert.True(_robot.Faults.TryApply("drop_camera wrist", out _));
        var frozenFrom = front.Count + 2;
        var droppedFrom = wrist.Count + 1;
        Eventually.True(() => front.Count >= frozenFrom + 5, () => "Frozen images did not come");
        var frozen = front.Messages[frozenFrom..].Select(message => Inbox.Image(message).StampNs).Distinct();

        Assert.Single(frozen);
        Assert.True(wrist.Count <= droppedFrom, $"{wrist.Count} images of the dropped camera");

        Assert.True(_robot.Faults.TryApply("clear", out _));
        Eventually.True(() => wrist.Count >= droppedFrom + 2, () => "The camera did not come back");
    }

    [Fact]
    public void DelayedCamera_ImagesAreOldWhenTheyCome()
    {
        var ages = new AgeMeter();
        _testNode.CreateSubscription(Topics.Image("front"), Image.Type, QosProfile.Default, ages);
        Assert.True(_robot.Faults.TryApply("delay_camera front 250ms", out _));
        _robot.Start();

        Eventually.True(() => ages.Count >= 3, () => "Images did not come");

        Assert.True(ages.LeastMs >= 250, $"an image was {ages.LeastMs} ms old");
    }

    private Inbox Listen(string topic, RosMessageType type)
    {
        var inbox = new Inbox();
        _testNode.CreateSubscription(topic, type, QosProfile.Default, inbox);
        return inbox;
    }

    private sealed class AgeMeter : IRosSampleHandler
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public double LeastMs { get; private set; } = double.MaxValue;

        public void OnSample(RosSample sample)
        {
            var age = (sample.SourceTimeUnixNs - Inbox.Image(sample.Cdr.ToArray()).StampNs) / 1e6;
            LeastMs = Math.Min(LeastMs, age);
            Interlocked.Increment(ref _count);
        }
    }
}
