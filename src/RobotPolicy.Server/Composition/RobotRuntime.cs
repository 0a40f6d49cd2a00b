using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Timing;
using RobotPolicy.Data.Recording;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Recordings;
using RobotPolicy.Server.Options;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Server.Composition;

/// <summary>
/// The parts on the robot's side, put together in the order in which data walks, and taken apart in the reverse order: transport,
/// port, stop inputs, intervention topic, control loop, control thread. It comes up without a policy, and starting it moves nothing.
/// </summary>
public sealed class RobotRuntime : IDisposable
{
    private const double HistorySeconds = 20;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly ControlThread _thread;
    private readonly LoopGateway _gateway;
    private readonly OperatorParts _parts;
    private readonly int _receivePriority;
    private readonly int _nice;
    private readonly IReadOnlyList<RealTimeSetting> _cores;
    private bool _isStarted;
    private bool _isStopped;
    private bool _isDisposed;

    /// <summary>Connects everything.</summary>
    /// <param name="options">What to connect to; validated by the caller.</param>
    /// <param name="transportLog">Receives the transport's log lines.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="CompositionException">The profile or the transport does not fit; all reasons are in it.</exception>
    public RobotRuntime(ServerOptions options, Action<CycloneLogEntry> transportLog, TimeProvider time)
    {
        Profile = LoadProfile(options.HardwareFile);

        // First of all that starts threads: the native ones keep the cores of whoever started them.
        _cores = ThreadCores.Apply(options.RealTime);
        _nice = options.RealTime.Nice;
        ThreadNiceness.Apply(_nice);
        Clock = new MonotonicTickClock(time);
        var intervention = new InterventionOptions();
        var parts = _parts = new OperatorParts(Robot, Clock, Profile.Intervention?.Over(intervention) ?? intervention);
        try
        {
            Transport = new CycloneDdsTransport(options.Ros, transportLog, time);
        }
        catch (Exception exception) when (exception is DllNotFoundException or PlatformNotSupportedException or DdsException or InvalidOperationException)
        {
            throw new CompositionException([exception.Message]);
        }

        if (options.Recording is not null)
        {
            Recorder = RunRecording.Create(options, Transport.NodeName, Robot, Clock, time, parts.Offset);
            Transport = RunRecording.Attach(Recorder, Transport, options.RecordedTopics);
        }

        _receivePriority = options.RealTime.ReceivePriority;
        ReceiveThreads.Apply(_receivePriority);
        RosTime = options.UseSimTime ? new RosTimeSource(Transport, time) : null;
        Port = new RosRobotPort(Transport, Profile, Observations, new StampClock(Clock, RosTime ?? time, Recorder));
        StopInputs = new StopInputs(Transport, Profile.StopInputs);
        Intervention = Profile.Intervention is { } topic ? new RosIntervention(Transport, topic, Robot, parts.Human) : null;
        History = new CommandHistory((int)(HistorySeconds * options.RateHz), Robot.Joints.Count);
        Loop = new ControlLoop(
            Port,
            null,
            Clock,
            new ControlLoopOptions { RateHz = options.RateHz },
            parts.Attach(
                Recorder is null ? [Statistics, History] : [Statistics, History, Recorder],
                Recorder is not null && options.Recording!.IsRequired ? [StopInputs, new RecordingStops(Recorder)] : [StopInputs]));
        _gateway = new LoopGateway(Loop, Robot, Clock, parts, options.RateHz, time, Recorder);
        Scheduler = new TickScheduler(Clock, options.RateHz, () => GC.CollectionCount(0));
        Collector = new SlackCollector(Clock, Scheduler.PeriodNs);
        LongTicks = new LongTicks(Scheduler.PeriodNs, new LinuxThreadUsage());
        _thread = new ControlThread(Loop, Scheduler, options.RealTime, Collector, LongTicks);
    }

    /// <summary>The robot's hardware profile.</summary>
    public HardwareProfile Profile { get; }

    /// <summary>The robot.</summary>
    public RobotDescription Robot => Profile.Robot;

    /// <summary>How observations are aligned.</summary>
    public ObservationOptions Observations { get; } = new();

    /// <summary>How chunks are joined.</summary>
    public ExecutorOptions Executor { get; } = new();

    /// <summary>The node on the ROS 2 graph.</summary>
    public IRosTransport Transport { get; }

    /// <summary>ROS time, by which stamps are read; <see langword="null"/> where the time of day is used.</summary>
    public RosTimeSource? RosTime { get; }

    /// <summary>Topics to and from the robot.</summary>
    public RosRobotPort Port { get; }

    /// <summary>Stop inputs of the robot.</summary>
    public StopInputs StopInputs { get; }

    /// <summary>The topic by which a human can take over; <see langword="null"/> where the profile has none.</summary>
    public RosIntervention? Intervention { get; }

    /// <summary>Records the run; <see langword="null"/> where nobody wants a recording.</summary>
    public Recorder? Recorder { get; }

    /// <summary>The loop.</summary>
    public ControlLoop Loop { get; }

    /// <summary>The loop as other threads reach it.</summary>
    public IRobotLoop Gateway => _gateway;

    /// <summary>The loop's deadlines.</summary>
    public TickScheduler Scheduler { get; }

    /// <summary>Collects garbage between ticks.</summary>
    internal SlackCollector Collector { get; }

    internal LongTicks LongTicks { get; }

    /// <summary>The clock of all threads.</summary>
    public MonotonicTickClock Clock { get; }

    /// <summary>Distributions and counts.</summary>
    public LoopStatistics Statistics { get; } = new();

    /// <summary>What the robot was commanded lately.</summary>
    public CommandHistory History { get; }

    /// <summary>Starts the recording and the control thread. Nothing moves: a policy must be loaded and a task started.</summary>
    /// <exception cref="CompositionException">The recording cannot be begun.</exception>
    public void Start()
    {
        try
        {
            Recorder?.Start();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CompositionException([$"--record: {exception.Message}"]);
        }

        _thread.Start();
        _isStarted = true;
    }

    /// <summary>What the operating system granted to the control thread and to all others; completes when they have started.</summary>
    public async Task<IReadOnlyList<RealTimeSetting>> ReadRealTimeSettingsAsync() =>
    [
        .. await _thread.Settings.ConfigureAwait(false),
        .. _cores,
        .. ReceiveThreads.Apply(_receivePriority),
        .. ThreadNiceness.Apply(_nice),
        CollectorBudget.Read(Environment.GetEnvironmentVariable),
        ModelPages.Read(Environment.GetEnvironmentVariable, KernelText.Read(HugePages.KernelFile)),
    ];

    /// <summary>State after the last tick. Any thread.</summary>
    public LoopStatus ReadStatus() => _gateway.ReadStatus();

    /// <summary>Decelerates, sends a last hold command and ends the control thread; policies can be freed after that.</summary>
    public void Stop()
    {
        if (!_isStarted || _isStopped)
            return;
        _isStopped = true;
        Loop.ShutDownAsync().Wait(StopLimit);
        _thread.Join(StopLimit);
    }

    /// <summary>Stops, and takes everything apart.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Stop();
        Intervention?.Dispose();
        StopInputs.Dispose();
        Port.Dispose();
        RosTime?.Dispose();
        Transport.Dispose();
        Recorder?.Dispose();
        _gateway.Dispose();
        _parts.Dispose();
    }

    private static HardwareProfile LoadProfile(string file)
    {
        var errors = new List<string>();
        return HardwareProfileLoader.Load(file, errors) ?? throw new CompositionException(errors);
    }
}
