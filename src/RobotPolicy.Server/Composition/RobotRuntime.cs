using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Options;
using RobotPolicy.Server.Telemetry;

namespace RobotPolicy.Server.Composition;

/// <summary>
/// The running parts, put together in the order in which data walks, and taken apart in the reverse order: transport, port,
/// policy, inference thread, control loop, control thread. Starting it moves nothing.
/// </summary>
public sealed class RobotRuntime : IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly ImagePreprocessor _images;
    private readonly OnnxPolicy _policy;
    private readonly ControlThread _thread;
    private bool _isStarted;
    private bool _isDisposed;

    /// <summary>Loads and connects everything.</summary>
    /// <param name="options">What to load; validated by the caller.</param>
    /// <param name="transportLog">Receives the transport's log lines.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="CompositionException">A file, the package or the transport does not fit; all reasons are in it.</exception>
    public RobotRuntime(ServerOptions options, Action<CycloneLogEntry> transportLog, TimeProvider time)
    {
        var profile = LoadProfile(options.HardwareFile);
        Robot = profile.Robot;
        _images = new ImagePreprocessor();
        _policy = LoadPolicy(options, profile.Robot, _images, time);
        Policy = _policy.Spec;
        var binding = PolicyBinding.Create(Policy, Robot, new List<string>())!;
        Clock = new MonotonicTickClock(time);
        try
        {
            Transport = new CycloneDdsTransport(options.Ros, transportLog, time);
        }
        catch (Exception exception) when (exception is DllNotFoundException or PlatformNotSupportedException or DdsException or InvalidOperationException)
        {
            _policy.Dispose();
            _images.Dispose();
            throw new CompositionException([exception.Message]);
        }

        var observations = new ObservationOptions();
        Port = new RosRobotPort(Transport, profile, observations, Clock, time);
        var runner = new InferenceRunner(_policy, binding, Port, observations, Clock);
        Inference = new InferenceWorker(runner);
        var loopOptions = new ControlLoopOptions { RateHz = options.RateHz };
        var executorOptions = new ExecutorOptions();
        LoopWarmUp.Run(Robot, Policy, executorOptions);
        var parts = new OperatorParts(Robot, Clock, new InterventionOptions());
        Loop = new ControlLoop(
            Port,
            LoopEquipment.Create(Policy, binding, Inference, Robot.Joints.Count, executorOptions),
            Clock,
            loopOptions,
            parts.Attach([Statistics], []));
        Gateway = new LoopGateway(Loop, Robot, Clock, parts, options.RateHz, time);
        Scheduler = new TickScheduler(Clock, options.RateHz);
        _thread = new ControlThread(Loop, Scheduler, options.RealTime);
    }

    /// <summary>The robot.</summary>
    public RobotDescription Robot { get; }

    /// <summary>The policy's data.</summary>
    public PolicySpec Policy { get; }

    /// <summary>The node on the ROS 2 graph.</summary>
    public IRosTransport Transport { get; }

    /// <summary>Topics to and from the robot.</summary>
    public RosRobotPort Port { get; }

    /// <summary>The inference thread.</summary>
    public InferenceWorker Inference { get; }

    /// <summary>The loop.</summary>
    public ControlLoop Loop { get; }

    /// <summary>The loop as other threads reach it.</summary>
    public IRobotLoop Gateway { get; }

    /// <summary>The loop's deadlines.</summary>
    public TickScheduler Scheduler { get; }

    /// <summary>The clock of all threads.</summary>
    public MonotonicTickClock Clock { get; }

    /// <summary>Distributions and counts.</summary>
    public LoopStatistics Statistics { get; } = new();

    /// <summary>What the operating system granted to the control thread.</summary>
    public Task<IReadOnlyList<RealTimeSetting>> RealTimeSettings => _thread.Settings;

    /// <summary>Starts the threads. Nothing moves: a task must be started.</summary>
    public void Start()
    {
        Inference.Start();
        _thread.Start();
        _isStarted = true;
    }

    /// <summary>State after the last tick. Any thread.</summary>
    public LoopStatus ReadStatus() => Gateway.ReadStatus();

    /// <summary>Decelerates, sends a last hold command, and takes everything apart.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_isStarted)
        {
            Loop.ShutDownAsync().Wait(StopLimit);
            _thread.Join(StopLimit);
        }

        Inference.Dispose();
        Port.Dispose();
        Transport.Dispose();

        // Native code may still run inside an abandoned inference; its memory is then left to the end of the process.
        if (Inference.IsAbandoned)
            return;
        _policy.Dispose();
        _images.Dispose();
    }

    private static HardwareProfile LoadProfile(string file)
    {
        var errors = new List<string>();
        return HardwareProfileLoader.Load(file, errors) ?? throw new CompositionException(errors);
    }

    private static OnnxPolicy LoadPolicy(ServerOptions options, RobotDescription robot, ImagePreprocessor images, TimeProvider time)
    {
        var loaded = PolicyLoader.Load(options.PolicyFolder, robot, images, new PolicyLoaderOptions
        {
            Graph = new OnnxGraphOptions { IntraOpThreads = options.InferenceThreads },
            TimeProvider = time,
        });
        return loaded.Policy ?? throw new CompositionException([.. loaded.Errors.Select(error => error.ToString()!)]);
    }
}
