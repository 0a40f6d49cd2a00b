using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Recording;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Data.Analysis;

/// <summary>A recording of a made-up run as one MCAP file: what is written is what a test knows.</summary>
internal sealed class TestLog : IDisposable
{
    public const double RateHz = 100;

    private readonly McapWriter _writer;
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly ushort _ticks;
    private readonly ushort _inferences;
    private readonly ushort _events;
    private long _index;
    private long _id;

    public TestLog(string path)
    {
        _writer = new McapWriter(File.Create(path), new McapWriteOptions { Profile = "ros2", Compression = McapCompression.None });
        _writer.WriteMetadata(RecordingFacts.RecordName, new Dictionary<string, string>
        {
            [RecordingFacts.Offset] = "0",
            [RecordingFacts.Node] = "/robot_policy",
            [RecordingFacts.Rate] = RateHz.ToString(CultureInfo.InvariantCulture),
        });
        _writer.WriteAttachment(0, 0, "hardware.yaml", "application/yaml", File.ReadAllBytes(HardwareFile));
        _ticks = Channel(LogTypes.Tick);
        _inferences = Channel(LogTypes.Inference);
        _events = Channel(LogTypes.Event);
    }

    public static string HardwareFile { get; } = FindHardware();

    /// <summary>Joints of the robot.</summary>
    public const int Joints = 7;

    /// <summary>Time of the next tick.</summary>
    public long NowNs { get; private set; } = 1_000_000_000;

    public void Dispose()
    {
        _writer.Complete();
        _writer.Dispose();
    }

    /// <summary>Ticks in which the first joint moves from one place to another.</summary>
    public void Ticks(double seconds, ControlMode mode, CommandSource source, double from, double to, double policyFrom = double.NaN, double policyTo = double.NaN, FailureState failure = FailureState.Quiet, StopCause cause = StopCause.None)
    {
        var count = (int)(seconds * RateHz);
        for (var i = 0; i < count; i++)
        {
            var share = (double)i / count;
            var command = new double[Joints];
            command[0] = from + ((to - from) * share);
            var target = (double[])command.Clone();
            if (!double.IsNaN(policyFrom))
                target[0] = policyFrom + ((policyTo - policyFrom) * share);
            var velocity = new double[Joints];
            velocity[0] = (to - from) / seconds;
            Write(new TickRecord
            {
                Inputs = TickInputs.None,
                Index = ++_index,
                TimeNs = NowNs,
                DurationNs = 200_000,
                Epoch = 1,
                Mode = mode,
                Cause = cause,
                Culprit = -1,
                HasJointState = true,
                Schedule = new ScheduleSample(ScheduleStatus.Active, 0, 1),
                Signals = PolicySignals.None,
                Source = source,
                Failure = new FailureReport { State = failure, Ratio = failure == FailureState.Alarm ? 2 : 0.5, ChunkId = 1 },
                Positions = command,
                Velocities = velocity,
                BaseTarget = target,
                Residual = new double[Joints],
                Target = target,
                HumanTarget = command,
                Command = command,
                CommandVelocity = velocity,
                CameraAgesNs = new long[2],
                CameraInvalidCounts = new long[2],
            });
            NowNs += (long)(1e9 / RateHz);
        }
    }

    /// <summary>Lets time pass in which nothing is recorded.</summary>
    public void Pass(double seconds) => NowNs += (long)(seconds * 1e9);

    /// <summary>An inference that ended 40 ms after its request, now.</summary>
    public void Inference(float[] embedding, double value = 0)
    {
        var result = new InferenceResult(10, Joints, 2)
        {
            Request = new InferenceRequest(++_id, 1, NowNs - 40_000_000),
            Outcome = InferenceOutcome.Ok,
            StartNs = NowNs - 39_000_000,
            EndNs = NowNs,
            ModelNs = 30_000_000,
            ObservedNs = NowNs - 45_000_000,
        };
        Array.Fill(result.Chunk.Actions, value);
        (result.Chunk.StartNs, result.Chunk.IntervalNs) = (NowNs, 100_000_000);
        var writer = new CdrWriter(_buffer);
        InferenceCodec.Write(ref writer, result, new PolicyInsight(embedding, default, 0, 0, 0, 0), NowNs);
        _writer.WriteMessage(_inferences, 0, (ulong)NowNs, (ulong)NowNs, _buffer.AsSpan(0, writer.Length));
    }

    public void Event(string kind, string subject, JsonObject data) => Event(kind, subject, data.ToJsonString());

    public void Event(string kind, string subject, string data)
    {
        var writer = new CdrWriter(_buffer);
        EventCodec.Write(ref writer, new LoggedEvent(NowNs, kind, subject, data), NowNs);
        _writer.WriteMessage(_events, 0, (ulong)NowNs, (ulong)NowNs, _buffer.AsSpan(0, writer.Length));
    }

    public void Task(string id, string state, string? verdict = null, string text = "") => Event(LogEvents.Task, id, new JsonObject
    {
        ["state"] = state, ["policy"] = "pick", ["text"] = text, ["verdict"] = verdict, ["started_by"] = "ann",
    });

    /// <summary>
    /// A run with two tasks: the first is taken over after an alarm and succeeds, the second fails with an alarm that nobody answers.
    /// </summary>
    public static void WriteTwoTasks(string path, string text = "put the cube on the disc")
    {
        using var log = new TestLog(path);
        log.Ticks(0.5, ControlMode.Idle, CommandSource.None, 0, 0);
        log.Task("task-1", "running", text: text);
        log.Inference([1, 0, 0]);
        log.Ticks(2, ControlMode.Running, CommandSource.Policy, 0, 0.5);
        log.Inference([0, 1, 0]);
        log.Ticks(0.2, ControlMode.Running, CommandSource.Policy, 0.5, 0.55, failure: FailureState.Alarm);
        log.Ticks(0.8, ControlMode.Holding, CommandSource.Hold, 0.55, 0.55, failure: FailureState.Alarm, cause: StopCause.FailurePredicted);
        log.Event(LogEvents.Intervention, "bob", new JsonObject { ["change"] = "took over" });
        log.Ticks(2, ControlMode.Human, CommandSource.Human, 0.55, 1.05, policyFrom: 0.29, policyTo: 0.79);
        log.Ticks(1, ControlMode.Running, CommandSource.Policy, 1.05, 1.2);
        log.Task("task-1", "ended", "success");
        log.Ticks(0.3, ControlMode.Idle, CommandSource.None, 1.2, 1.2);
        log.Task("task-2", "running");
        log.Inference([0.9f, 0.1f, 0]);
        log.Ticks(2, ControlMode.Running, CommandSource.Policy, 0, 0.5);
        log.Inference([0, 1, 0.1f]);
        log.Ticks(3, ControlMode.Running, CommandSource.Policy, 0.5, 0.5, failure: FailureState.Alarm);
        log.Event(LogEvents.Drop, "/camera", new JsonObject { ["dropped"] = 7, ["total"] = 7, ["seen"] = 100 });
        log.Task("task-2", "ended", "failure");
        log.Ticks(0.2, ControlMode.Idle, CommandSource.None, 0.5, 0.5);
    }

    private void Write(in TickRecord tick)
    {
        var writer = new CdrWriter(_buffer);
        TickCodec.Write(ref writer, tick, tick.TimeNs, 0);
        _writer.WriteMessage(_ticks, 0, (ulong)tick.TimeNs, (ulong)tick.TimeNs, _buffer.AsSpan(0, writer.Length));
    }

    private ushort Channel(RosMessageType type) => _writer.AddChannel(
        _writer.AddSchema(type.Name, "ros2msg", Encoding.UTF8.GetBytes("")), LogTypes.TopicOf("/robot_policy", type), "cdr");

    private static string FindHardware()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The repository's root was not found."), "hardware", "simulator.yaml");
    }
}
