using System.Globalization;
using System.Text.Json.Nodes;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Recording;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>
/// Records an episode in virtual time as the service records a run, so that its file can be replayed, exported and analysed alike. One
/// episode for each; disposing it completes the bag.
/// </summary>
internal sealed class VirtualRecording : IDisposable
{
    private readonly string _package;

    /// <summary>Begins a recording.</summary>
    /// <param name="folder">An existing folder, which receives the bag.</param>
    /// <param name="profile">The robot.</param>
    /// <param name="profileFile">The same as text.</param>
    /// <param name="clock">Virtual time.</param>
    /// <param name="rateHz">Ticks a second.</param>
    /// <param name="packageFolder">Package of the policy.</param>
    public VirtualRecording(string folder, HardwareProfile profile, string profileFile, VirtualClock clock, double rateHz, string packageFolder)
    {
        var robot = profile.Robot;
        Offset = new JointOffset(robot);
        PackageFolder = Path.GetFullPath(packageFolder);
        _package = Path.GetFileName(PackageFolder);
        Recorder = new Recorder(
            new RecordingOptions
            {
                Folder = folder,

                // Pictures of a simulator are smooth, and virtual time is faster than many disks.
                Compression = McapCompression.Zstd,
                ReservedBytes = 64L << 20,
                QueueBytes = 1L << 30,
            },
            new RecordingSubject
            {
                NodeName = "/robot_policy",
                JointCount = robot.Joints.Count,
                CameraCount = robot.Cameras.Count,
                CommandLeadNs = robot.Joints.Max(joint => joint.CommandLatency).Ticks * TimeSpan.NanosecondsPerTick,
                HardwareProfile = File.ReadAllText(profileFile),
                Facts = new Dictionary<string, string>
                {
                    [RecordingFacts.Rate] = rateHz.ToString(CultureInfo.InvariantCulture),
                    ["robot"] = robot.Name,
                    ["time"] = "virtual",
                },
            },
            clock,
            clock.Time,
            Offset);
    }

    /// <summary>The recorder.</summary>
    public Recorder Recorder { get; }

    /// <summary>The operator's offset, to be attached to the loop.</summary>
    public JointOffset Offset { get; }

    /// <summary>Package of the policy.</summary>
    public string PackageFolder { get; }

    /// <summary>Folder of the bag.</summary>
    public string Bag => Recorder.Status.Bag;

    /// <summary>Records the topics of a transport.</summary>
    public IRosTransport Wrap(IRosTransport transport) => new RecordingTransport(transport, Recorder);

    /// <summary>Opens the file, and notes the policy that the loop is about to be given.</summary>
    public void Start(OnnxPolicy policy, PolicyLoaderOptions options)
    {
        Recorder.Start();
        Recorder.Note(LogEvents.Policy, _package, new JsonObject
        {
            ["folder"] = PackageFolder,
            ["name"] = policy.Spec.Name,
            ["sha256"] = PackageHash.OfPolicy(PackageFolder, options, new List<PackageError>()),
            ["monitor_sha256"] = policy.PackageSha256,
            ["device"] = "cpu",
            ["threads"] = options.Graph.IntraOpThreads,
            ["noise_seed"] = options.NoiseSeed,
            ["executor"] = policy.Spec.Executor.ToString(),
        }.ToJsonString());
        Recorder.Note(LogEvents.Equip, _package, "{}");
    }

    /// <summary>Notes what the next task wants done about its monitor, and what it is to reach.</summary>
    public void Note(FailureReaction reaction, TaskGoal? goal)
    {
        Recorder.Note(LogEvents.Goal, _package, GoalJson.Write(goal));
        Recorder.Note(LogEvents.Reaction, "", ReactionJson.Write(reaction));
    }

    /// <summary>Notes how a task stands.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="state">As the service names it: running, ended.</param>
    /// <param name="verdict">success or failure; <see langword="null"/> before the end.</param>
    public void NoteTask(string id, string state, string? verdict) => Recorder.Note(LogEvents.Task, id, new JsonObject
    {
        ["state"] = state,
        ["policy"] = _package,
        ["text"] = "",
        ["verdict"] = verdict,
    }.ToJsonString());

    /// <inheritdoc/>
    public void Dispose() => Recorder.Dispose();
}
