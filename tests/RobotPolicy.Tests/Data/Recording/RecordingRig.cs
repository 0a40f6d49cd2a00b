using RobotPolicy.Control.Intervention;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Recording;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Data.Recording;

/// <summary>A recorder whose work is done when the test says so, on a disk whose free space the test states.</summary>
internal sealed class RecordingRig : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-recording-").FullName;

    public RecordingRig(Func<RecordingOptions, RecordingOptions>? options = null, int joints = 3, int cameras = 2, JointOffset? offset = null)
    {
        var chosen = new RecordingOptions { Folder = _folder, ReservedBytes = 1000 };
        Options = options is null ? chosen : options(chosen);
        Recorder = new Recorder(
            Options,
            new RecordingSubject
            {
                NodeName = "/robot_policy",
                JointCount = joints,
                CameraCount = cameras,
                HardwareProfile = "robot: fake",
                Facts = new Dictionary<string, string> { [RecordingFacts.Rate] = "100" },
            },
            Clock,
            new FixedTime(),
            offset,
            _ => DiskFails ? throw new IOException("the disk is gone") : FreeBytes);
        Topic = Recorder.AddTopic("/camera/image_raw", Image.Type, QosProfile.SensorData);
    }

    public RecordingOptions Options { get; }

    public FakeClock Clock { get; } = new();

    public Recorder Recorder { get; }

    public RecordedTopic Topic { get; }

    public long FreeBytes { get; set; } = 1L << 40;

    public bool DiskFails { get; set; }

    public string Folder => _folder;

    public string Bag => Recorder.Status.Bag;

    /// <summary>Hands a message over.</summary>
    public void Offer(int length = 1000, byte fill = 0)
    {
        var sample = new FakeSample(length, Clock.NowNs, fill);
        Recorder.Offer(Topic, sample);
        sample.Release();
    }

    /// <summary>Lets time pass, and the recorder work.</summary>
    public void Step(double seconds = 0)
    {
        Clock.NowNs += (long)(seconds * 1e9);
        Recorder.Work.Step();
    }

    /// <summary>Messages of the bag by topic.</summary>
    public Dictionary<string, int> Read()
    {
        var counts = new Dictionary<string, int>();
        using var bag = BagReader.Open(Bag);
        var messages = bag.ReadMessages();
        while (messages.Read(out var message))
        {
            var name = bag.Topics[message.Topic].Name;
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return counts;
    }

    public void Dispose()
    {
        Recorder.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
