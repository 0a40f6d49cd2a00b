using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Bridge;
using RobotPolicy.Simulator.Controllers;
using RobotPolicy.Simulator.Faults;
using RobotPolicy.Simulator.Realtime;

namespace RobotPolicy.Simulator.Running;

/// <summary>
/// The simulated robot on a ROS graph: a physics thread, a render thread and the subscriptions that feed them. Create, start, wait,
/// dispose. A failure of either thread ends the whole robot, as a real one's driver would.
/// </summary>
internal sealed class RobotProcess : IDisposable
{
    private readonly SimulationOptions _options;
    private readonly IRosTransport _transport;
    private readonly RateLimitedLog _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IRosSubscription> _subscriptions = [];
    private readonly List<Thread> _threads = [];
    private readonly CameraLoop? _cameras;
    private readonly CommandCounters _forwardCommands = new();
    private readonly CommandCounters _trajectories = new();
    private volatile Exception? _failure;

    /// <summary>Loads the scene and announces the joint topics.</summary>
    /// <param name="options">How the robot runs.</param>
    /// <param name="transport">The node; the caller disposes it, after this.</param>
    /// <param name="clock">Paces the threads.</param>
    /// <param name="time">Stamps the messages.</param>
    /// <param name="log">Takes what a user must know.</param>
    internal RobotProcess(SimulationOptions options, IRosTransport transport, IMonotonicClock clock, TimeProvider time, RateLimitedLog log)
    {
        _options = options;
        _transport = transport;
        _log = log;
        Faults = new FaultSwitchboard(log);
        Simulation = new Simulation(options, transport, clock, time, Faults, log);
        if (!options.Headless)
            _cameras = new CameraLoop(options, transport, Simulation, Faults, clock, log);

        Subscribe(ForwardPositionController.Topic, Float64MultiArray.Type, new ForwardPositionController(Simulation.Commander, _forwardCommands, log));
        Subscribe(
            JointTrajectoryController.Topic,
            JointTrajectory.Type,
            new JointTrajectoryController(Simulation.Commander, _trajectories, clock, time, log));
        Subscribe(ResetInput.Topic, StringMessage.Type, new ResetInput(Simulation, log));
        Subscribe(FaultSwitchboard.Topic, StringMessage.Type, Faults);
    }

    /// <summary>The physics.</summary>
    internal Simulation Simulation { get; }

    /// <summary>The fault switches.</summary>
    internal FaultSwitchboard Faults { get; }

    /// <summary>Completes after the first pictures, or at the start without cameras, with the OpenGL driver's name; fails if the robot does.</summary>
    internal Task<string> Ready => _ready.Task;

    /// <summary>Starts both threads.</summary>
    internal void Start()
    {
        Launch("physics", () => Simulation.Run(_stop.Token));
        if (_cameras is null)
            _ready.TrySetResult("no cameras");
        else
            Launch("cameras", () => _cameras.Run(driver => _ready.TrySetResult(driver), _stop.Token));
    }

    /// <summary>Asks both threads to end. Any thread, any number of times.</summary>
    internal void Stop() => _stop.Cancel();

    /// <summary>Waits until the robot was stopped or failed, and then for its threads.</summary>
    /// <param name="timeout">Longest time to wait for the stop.</param>
    /// <returns>Whether the threads have ended.</returns>
    /// <exception cref="SimulatorException">A thread failed.</exception>
    internal bool WaitForEnd(TimeSpan timeout)
    {
        if (!_stop.Token.WaitHandle.WaitOne(timeout))
            return false;
        foreach (var thread in _threads)
            thread.Join();
        return _failure switch
        {
            null => true,
            SimulatorException known => throw known,
            var bug => throw new InvalidOperationException("The simulation failed.", bug),
        };
    }

    /// <summary>What happened, in one line; read it after <see cref="WaitForEnd"/>.</summary>
    internal string Summarise()
    {
        var lateness = Simulation.Lateness;
        var cameras = _cameras is null
            ? "none"
            : $"{_cameras.SentCount} images, {_cameras.ResyncCount} skips, round p50 {Milliseconds(_cameras.Durations, 0.5)} p99 {Milliseconds(_cameras.Durations, 0.99)} ms";
        return FormattableString.Invariant(
            $"STATISTICS sim {Simulation.StepCount * Simulation.Environment.Model.TimestepSeconds:F1} s, episodes {Simulation.Episode + 1}; wake-up late p50 {Milliseconds(lateness, 0.5)} p99 {Milliseconds(lateness, 0.99)} max {lateness.MaxNs / 1e6:F3} ms, {Simulation.ResyncCount} resyncs{(Simulation.IsRealtime ? ", SCHED_FIFO" : "")}; joint states {Simulation.JointStateCount}; cameras {cameras}; commands {_forwardCommands.Accepted} forward ({_forwardCommands.Rejected} rejected), {_trajectories.Accepted} trajectories ({_trajectories.Rejected} rejected); messages lost {Simulation.DroppedCount + (_cameras?.DroppedCount ?? 0)}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        foreach (var thread in _threads)
            thread.Join();

        // Handlers touch the simulation, so they go first.
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
        Simulation.Dispose();
        _stop.Dispose();
    }

    private static string Milliseconds(LatenessHistogram histogram, double share) =>
        FormattableString.Invariant($"{histogram.PercentileNs(share) / 1e6:F3}");

    private void Subscribe(string topic, RosMessageType type, IRosSampleHandler handler) =>
        _subscriptions.Add(_transport.CreateSubscription(topic, type, QosProfile.Default, handler));

    private void Launch(string name, Action body)
    {
        var thread = new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception failure)
            {
                // Kept for WaitForEnd: an exception that leaves a thread would end the process without a word to the peers.
                _failure ??= failure;
                _ready.TrySetException(failure);
                Stop();
            }
        })
        {
            Name = name,
        };
        _threads.Add(thread);
        thread.Start();
    }
}
