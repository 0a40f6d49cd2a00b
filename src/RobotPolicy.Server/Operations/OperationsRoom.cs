using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Recording;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Operations.Intervention;
using RobotPolicy.Server.Operations.Logs;
using RobotPolicy.Server.Operations.Policies;
using RobotPolicy.Server.Operations.Questions;
using RobotPolicy.Server.Operations.Recordings;
using RobotPolicy.Server.Operations.Rollouts;
using RobotPolicy.Server.Operations.Safety;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.Server.Operations.Telemetry;
using RobotPolicy.Server.Telemetry;
using RobotPolicy.Server.Telemetry.Tracing;

namespace RobotPolicy.Server.Operations;

/// <summary>
/// Everything that an operator works with, put together around one loop. The API's services are thin covers over it, and whatever
/// runs inside the service, such as a task from the command line, uses it directly.
/// </summary>
public sealed class OperationsRoom : IDisposable
{
    private readonly LoopWatch _watch;
    private readonly RunNotes? _notes;
    private readonly TaskSpans? _spans;

    /// <summary>Puts it together; nothing runs yet.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="cameras">Pictures, in the order of the robot's cameras.</param>
    /// <param name="source">Makes policies out of packages.</param>
    /// <param name="library">Where packages are.</param>
    /// <param name="statistics">Distributions and counts of the loop.</param>
    /// <param name="time">Clock.</param>
    /// <param name="loggers">Logs.</param>
    /// <param name="rolloutFolder">Folder that receives a rollout of every task; <see langword="null"/> keeps none.</param>
    /// <param name="recorder">Records the run; nobody unless told.</param>
    /// <param name="traces">Where spans of tasks go; nowhere unless told.</param>
    /// <param name="logs">Where recordings are looked for; nowhere unless told.</param>
    public OperationsRoom(
        IRobotLoop loop,
        IReadOnlyList<CameraSlot> cameras,
        IPolicySource source,
        PolicyLibraryOptions library,
        LoopStatistics statistics,
        TimeProvider time,
        ILoggerFactory loggers,
        string? rolloutFolder = null,
        Recorder? recorder = null,
        ServiceTraces? traces = null,
        LogOptions? logs = null)
    {
        Loop = loop;
        Time = time;
        Alerts = new AlertBook(time);
        Questions = new QuestionBook(time);
        Policies = new PolicyLibrary(library, source, loop, time, loggers.CreateLogger<PolicyLibrary>());
        Tasks = new TaskBook(loop, Policies, Questions, time, loggers.CreateLogger<TaskBook>());
        Intervention = new InterventionDesk(loop, Tasks, Policies, time, loggers.CreateLogger<InterventionDesk>())
        {
            Changed = recorder is null ? null : (by, change) => RunNotes.NoteIntervention(recorder, by, change),
        };
        Safety = new SafetyDesk(loop, time, loggers.CreateLogger<SafetyDesk>());
        Heartbeats = new HeartbeatDesk(loop);
        States = new StateSampler(loop, () => Tasks.Current?.Id ?? "", () => Policies.ScoresOf(Policies.Active), time);
        Pictures = new PictureDesk(cameras);
        Logs = new LogDesk(logs ?? new LogOptions(), loop, Tasks, Policies, recorder, time);
        Snapshots = new AlertSnapshots(Pictures, cameras.Count, Alerts);
        Metrics = new MetricsCatalog(time)
            .AddLoop(loop, statistics)
            .Add("pictures.encoded", "Pictures encoded for spectators.", "{picture}", () => Pictures.EncodedCount)
            .AddAlerts(Alerts)
            .Add("alerts.pictures_dropped", "Alarms without pictures, because too many waited or none could be encoded.", "{alert}", () => Snapshots.DroppedCount)
            .Add("failure.unsignalled", "Changes of the failure monitor that waited for the next poll.", "{change}", () => loop.Failures.LostCount);
        var monitor = new MonitorAlerts(Alerts, Snapshots, Tasks, Policies.ScoresOf, loggers.CreateLogger<MonitorAlerts>());
        var asks = new FailureQuestion(Questions, Tasks, Intervention, loop, Policies.ScoresOf);
        if (rolloutFolder is not null)
        {
            var rollouts = Rollouts = new RolloutRecorder(
                new RolloutShelf(rolloutFolder), Tasks, Policies.RolloutsOf, Alerts, loggers.CreateLogger<RolloutRecorder>());
            Metrics.AddRollouts(() => rollouts.WrittenCount, () => rollouts.LostCount);
        }

        RecordingWatch? recording = null;
        if (recorder is not null)
        {
            _notes = new RunNotes(recorder, Tasks, Alerts, Questions);
            recording = new RecordingWatch(recorder, Alerts, loggers.CreateLogger<RecordingWatch>());
            Metrics.AddRecording(() => recorder.Status);
        }

        _spans = traces is null ? null : new TaskSpans(Tasks, traces);
        _watch = new LoopWatch(
            loop,
            [
                Tasks, Questions, new RecoveryQuestion(Questions, Tasks, loop), asks, new StopAlerts(Alerts, Tasks, loop), monitor,
                new OvertimeAlerts(Alerts, Tasks), .. Rollouts is null ? (ILoopObserver[])[] : [Rollouts],
                .. _notes is null ? (ILoopObserver[])[] : [recording!, _notes],
                .. _spans is null ? (ILoopObserver[])[] : [_spans],
            ],
            [monitor, asks]);
    }

    /// <summary>The loop.</summary>
    public IRobotLoop Loop { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>What somebody should look at.</summary>
    public AlertBook Alerts { get; }

    /// <summary>Questions to the operator.</summary>
    public QuestionBook Questions { get; }

    /// <summary>Packages and loaded policies.</summary>
    public PolicyLibrary Policies { get; }

    /// <summary>Tasks.</summary>
    public TaskBook Tasks { get; }

    /// <summary>The human in command.</summary>
    public InterventionDesk Intervention { get; }

    /// <summary>Stops.</summary>
    public SafetyDesk Safety { get; }

    /// <summary>Operators' signs of life.</summary>
    public HeartbeatDesk Heartbeats { get; }

    /// <summary>States for spectators.</summary>
    public StateSampler States { get; }

    /// <summary>Chunks for spectators; fed by whoever loads policies.</summary>
    public ChunkDesk Chunks { get; init; } = new();

    /// <summary>Figures of the topics that the robot publishes. Any thread.</summary>
    public Func<IReadOnlyList<TopicReading>> ReadTopics { get; init; } = static () => [];

    /// <summary>Pictures for spectators.</summary>
    public PictureDesk Pictures { get; }

    /// <summary>Recordings, to be looked back at.</summary>
    public LogDesk Logs { get; }

    /// <summary>What the cameras showed at an alarm.</summary>
    public AlertSnapshots Snapshots { get; }

    /// <summary>Keeps a rollout of every task; <see langword="null"/> where nobody wants any.</summary>
    public RolloutRecorder? Rollouts { get; }

    /// <summary>Figures.</summary>
    public MetricsCatalog Metrics { get; }

    /// <summary>Looks at the loop once: what <see cref="RunAsync"/> does fifty times a second.</summary>
    public void Look() => _watch.Look();

    /// <summary>Keeps the books and samples the state until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        _watch.RunAsync(stop), States.RunAsync(stop), Rollouts?.RunAsync(stop) ?? Task.CompletedTask);

    /// <summary>Frees policies and codecs. The control thread must have ended before.</summary>
    public void Dispose()
    {
        _spans?.Dispose();
        _notes?.Dispose();
        Logs.Dispose();
        Policies.Dispose();
        Pictures.Dispose();
        States.Dispose();
    }
}
