using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Bridge;
using RobotPolicy.Simulator.Controllers;
using RobotPolicy.Simulator.Faults;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Realtime;

namespace RobotPolicy.Simulator.Running;

/// <summary>
/// The physics thread: one step per period on absolute deadlines. Reset → command → step → publish, in this order, in each step.
/// Allocates nothing in a steady state.
/// </summary>
internal sealed class Simulation : IDisposable
{
    private const double NsPerSecond = 1e9;

    // A thread that lags this far behind gives the time up: catching up would only starve the others more.
    private const long SlipNs = 100_000_000;

    private const long NoReset = -1;

    // One request is one number, so that it changes hands at once: the goal stands above the seed's 32 bits.
    private const int GoalShift = 32;

    private readonly SimulationOptions _options;
    private readonly IMonotonicClock _clock;
    private readonly TimeProvider _time;
    private readonly FaultSwitchboard _faults;
    private readonly RateLimitedLog _log;
    private readonly JointStateOutput _jointStates;
    private readonly GroundTruthOutput _groundTruth;
    private readonly double[] _command = new double[RobotNames.JointCount];
    private readonly int _stepsPerJointState;
    private readonly int _stepsPerGroundTruth;
    private long _requestedReset = NoReset;
    private long _episode;
    private string? _reportedFault;

    /// <summary>Loads the scene and announces the topics.</summary>
    internal Simulation(
        SimulationOptions options, IRosTransport transport, IMonotonicClock clock, TimeProvider time, FaultSwitchboard faults, RateLimitedLog log)
    {
        _options = options;
        _clock = clock;
        _time = time;
        _faults = faults;
        _log = log;
        Environment = new PickPlaceEnvironment(options.ScenePath, options.Perturbation);
        Environment.Reset(options.Seed);
        Commander = new ArmCommander(ReadHome());
        Snapshot = new PositionSnapshot(Environment.Model.PositionCount);
        Snapshot.Write(Environment.Data.Positions, UnixNowNs(), Environment.Moment);
        _stepsPerJointState = StepsPer(options.JointRateHz);
        _stepsPerGroundTruth = StepsPer(GroundTruthOutput.RateHz);
        _jointStates = new JointStateOutput(transport, options.JointRateHz, log);
        _groundTruth = new GroundTruthOutput(transport, log);
    }

    /// <summary>Robot and task; touched by the physics thread only, once it runs.</summary>
    internal PickPlaceEnvironment Environment { get; }

    /// <summary>What the arm has been told to do. Any thread.</summary>
    internal ArmCommander Commander { get; }

    /// <summary>The newest positions. Any thread.</summary>
    internal PositionSnapshot Snapshot { get; }

    /// <summary>Number of resets so far: the number of the running episode, from 0.</summary>
    internal long Episode => Volatile.Read(ref _episode);

    /// <summary>Commands that the arm followed in this episode.</summary>
    internal long CommandsInEpisode => Commander.AcceptedCount;

    /// <summary>Physics steps so far.</summary>
    internal long StepCount { get; private set; }

    /// <summary>Whether the thread has real-time scheduling.</summary>
    internal bool IsRealtime { get; private set; }

    /// <summary>How often lost time was given up.</summary>
    internal long ResyncCount { get; private set; }

    /// <summary>How late the thread woke up for its steps.</summary>
    internal LatenessHistogram Lateness { get; } = new();

    /// <summary>Joint states handed to the transport.</summary>
    internal long JointStateCount => _jointStates.SentCount;

    /// <summary>Messages lost.</summary>
    internal long DroppedCount => _jointStates.DroppedCount + _groundTruth.DroppedCount;

    /// <summary>Asks for a new episode; the newest request wins. Any thread.</summary>
    /// <param name="seed">Seed of the episode.</param>
    /// <param name="goal">Index of the disc in the scene's goals.</param>
    internal void RequestReset(int seed, int goal) => Interlocked.Exchange(ref _requestedReset, ((long)goal << GoalShift) | (uint)seed);

    /// <summary>Runs until the token is cancelled. Call it on a thread of its own.</summary>
    internal void Run(CancellationToken stop)
    {
        var paced = double.IsFinite(_options.Speed);

        // An unpaced thread never sleeps: with real-time priority it would own its core.
        IsRealtime = paced && RealtimeScheduling.TryEnter(_options.Priority);
        var periodNs = paced ? (long)(Environment.Model.TimestepSeconds * NsPerSecond / _options.Speed) : 1;
        var pacer = new Pacer(_clock, periodNs, SlipNs);
        while (!stop.IsCancellationRequested)
        {
            StepOnce();
            if (!paced)
                continue;
            Lateness.Add(pacer.Wait());
            ResyncCount = pacer.ResyncCount;
        }
    }

    /// <summary>Takes a waiting reset and the newest command, advances by one step and publishes what is due.</summary>
    internal void StepOnce()
    {
        TakeReset();
        var nowNs = _clock.NowNs;
        Commander.Sample(nowNs, _command);
        Environment.SetCommand(_command);
        Environment.Step();
        StepCount++;
        ReportFault();

        var unixNs = UnixNowNs();
        Snapshot.Write(Environment.Data.Positions, unixNs, Environment.Moment);
        _jointStates.Flush(nowNs);
        if (StepCount % _stepsPerJointState == 0)
            _jointStates.Publish(Environment, _faults.State, unixNs, nowNs);
        if (StepCount % _stepsPerGroundTruth == 0)
            _groundTruth.Publish(this, unixNs, nowNs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _jointStates.Dispose();
        _groundTruth.Dispose();
        Environment.Dispose();
    }

    private void TakeReset()
    {
        var request = Interlocked.Exchange(ref _requestedReset, NoReset);
        if (request == NoReset)
            return;
        var seed = unchecked((int)request);
        Environment.Reset(seed, (int)(request >> GoalShift));
        Commander.Restart(ReadHome());
        _reportedFault = null;
        Volatile.Write(ref _episode, _episode + 1);
        _log.Write($"RESET episode={_episode} seed={seed} goal={Environment.Layout.Goals[Environment.Goal].Name}");
    }

    private double[] ReadHome()
    {
        var home = new double[RobotNames.JointCount];
        Environment.ReadJointPositions(home);
        return home;
    }

    private void ReportFault()
    {
        if (Environment.Fault is not { } fault || ReferenceEquals(fault, _reportedFault))
            return;
        _reportedFault = fault;
        _log.Write($"ERROR episode {_episode} (seed {Environment.Seed}) is invalid: {fault}");
    }

    private int StepsPer(double rateHz) => Math.Max(1, (int)Math.Round(1 / (rateHz * Environment.Model.TimestepSeconds)));

    private long UnixNowNs() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
