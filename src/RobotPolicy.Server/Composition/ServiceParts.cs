using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Timing;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Policies;
using RobotPolicy.Server.Operations.Telemetry;
using RobotPolicy.Server.Options;
using RobotPolicy.Server.RosGraph;
using RobotPolicy.Server.Telemetry.Tracing;

namespace RobotPolicy.Server.Composition;

/// <summary>Robot, operations and graph as one service; what listens to operators stands around it.</summary>
public sealed class ServiceParts : IDisposable
{
    private readonly string? _firstPolicy;
    private bool _isDisposed;

    /// <summary>Puts everything together; nothing runs yet.</summary>
    /// <param name="options">What to connect to; validated by the caller.</param>
    /// <param name="loggers">Logs.</param>
    /// <param name="transportLog">Receives the transport's log lines.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="CompositionException">A file or the transport does not fit; all reasons are in it.</exception>
    public ServiceParts(ServerOptions options, ILoggerFactory loggers, Action<CycloneLogEntry> transportLog, TimeProvider time)
    {
        if (options.OnnxRuntimeFolder is { } folder)
            OnnxEnvironment.Folder = folder;

        // Beside the transport, which takes as long.
        if (options.PolicyFolder is not null)
            OnnxEnvironment.BeginCreating();
        Runtime = new RobotRuntime(options, transportLog, time);
        var chunks = new ChunkDesk();
        var settings = new PolicyLoaderSettings(
            options.InferenceThreads,
            options.Device,
            time,
            options.PolicyRateHz is { } rate ? TimeSpan.FromSeconds(1 / rate) : null,
            ThreadCores.EnterInference(options.RealTime));
        Traces = new ServiceTraces(Runtime.Clock, time);
        var source = new OnnxPolicySource(
            Runtime.Port,
            Runtime.Clock,
            settings,
            Runtime.Observations,
            Runtime.Executor,
            Runtime.History,
            time,
            keepsRollouts: options.RolloutFolder is not null,
            recorder: Runtime.Recorder,
            chunks: chunks,
            traces: Traces,
            loaded: Runtime.Collector.RequestAll);
        var library = new PolicyLibraryOptions
        {
            Folders = options.PolicyFolders,
            Packages = options.PolicyFolder is { } package ? [package] : [],
        };
        var topics = TopicSource.Of(Runtime.Port, Runtime.Profile, Runtime.Clock);
        Room = new OperationsRoom(
            Runtime.Gateway, Runtime.Port.Cameras, source, library, Runtime.Statistics, time, loggers, options.RolloutFolder, Runtime.Recorder, Traces, LogParts.Create(options, settings))
        {
            Chunks = chunks,
            ReadTopics = new TopicReader(topics, Runtime.Transport.GetEndpoints).Read,
        };
        SchedulerFigures.AddTo(Room.Metrics, Runtime.Scheduler, Runtime.LongTicks, Runtime.Collector.Durations);
        ProcessFigures.AddTo(Room.Metrics, () => Runtime.ReadStatus().TickIndex * (Runtime.Scheduler.PeriodNs / 1e9));
        TopicFigures.AddTo(Room.Metrics, topics);
        Graph = new GraphParts(Runtime, Room, topics, options.OfferResume, time);
        _firstPolicy = options.PolicyFolder is { } first ? Path.GetFileName(Path.TrimEndingDirectorySeparator(first)) : null;
    }

    /// <summary>The robot's side.</summary>
    public RobotRuntime Runtime { get; }

    /// <summary>Spans of tasks and inferences, for whoever listens.</summary>
    public ServiceTraces Traces { get; }

    /// <summary>What an operator works with.</summary>
    public OperationsRoom Room { get; }

    /// <summary>What the ROS 2 graph is told, and what it may ask.</summary>
    public GraphParts Graph { get; }

    /// <summary>Starts the control thread and loads the package that was named at the start. Nothing moves.</summary>
    /// <exception cref="CompositionException">The package does not load; all reasons are in it.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        Runtime.Start();
        if (_firstPolicy is null)
            return;
        try
        {
            await Room.Policies.LoadAsync(_firstPolicy, _ => { }, cancel).ConfigureAwait(false);
        }
        catch (OperationException exception)
        {
            var problems = Room.Policies.Get(_firstPolicy).Facts.Problems;
            throw new CompositionException(problems.Count > 0 ? problems : [exception.Message]);
        }
    }

    /// <summary>State of the loop after its last tick.</summary>
    public LoopStatus ReadStatus() => Runtime.ReadStatus();

    /// <summary>Decelerates, sends a last hold command, frees the policies and leaves the graph, in the order that the arm needs.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Runtime.Stop();
        Room.Dispose();
        Graph.Dispose();
        Runtime.Dispose();
        Traces.Dispose();
    }
}
