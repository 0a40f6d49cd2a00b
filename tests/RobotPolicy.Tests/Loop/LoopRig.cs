using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Safety;

namespace RobotPolicy.Tests.Loop;

/// <summary>A loop with a fake robot, policy and clock, and a judge that checks the limits of every command.</summary>
internal sealed class LoopRig : ITickSink
{
    private readonly double[] _lastCommand;
    private readonly double[] _lastVelocity;
    private bool _hasLast;
    private int _unsentInRow;
    private long _steps;

    public LoopRig(
        ControlLoopOptions? options = null,
        ExecutorKind executor = ExecutorKind.RecedingHorizon,
        IActionCorrection? correction = null,
        int cameras = 2,
        IStopSource? stops = null,
        Func<PolicySpec, PolicySpec>? policy = null,
        PolicyCorrection? ownCorrection = null,
        IFailureMonitor? monitor = null,
        double[]? safePose = null,
        IInferenceSink? inferences = null,
        params ITickSink[] sinks)
    {
        Options = options ?? new ControlLoopOptions();
        Robot = new FakeRobot(cameras: cameras, safePose: safePose);
        Policy = new FakePolicy(Robot.Robot, executor, policy);
        Runner = new InferenceRunner(Policy, Policy.Binding, Robot, new ObservationOptions(), Clock, monitor: monitor, sink: inferences);
        Inference = new InlineInference(Runner, Clock);
        Loop = new ControlLoop(
            Robot,
            LoopEquipment.Create(Policy.Spec, Policy.Binding, Inference, Robot.Robot, new ExecutorOptions()) with
            {
                Correction = ownCorrection,
                Scores = monitor?.Scores,
            },
            Clock,
            Options,
            new LoopAttachments
            {
                Sinks = [this, .. sinks],
                Correction = correction,
                Human = Human = new HumanInput(Robot.Robot.Joints.Count, Clock),
                StopSources = stops is null ? [Presence] : [Presence, stops],
            });
        Snapshot = new LoopSnapshot(Robot.Robot.Joints.Count, cameras);
        _lastCommand = new double[Robot.Robot.Joints.Count];
        _lastVelocity = new double[Robot.Robot.Joints.Count];
        PeriodNs = (long)Math.Round(1e9 / Options.RateHz);
    }

    public ControlLoopOptions Options { get; }

    public FakeClock Clock { get; } = new();

    public HumanInput Human { get; }

    public OperatorPresence Presence { get; } = new();

    public FakeRobot Robot { get; }

    public FakePolicy Policy { get; }

    public InferenceRunner Runner { get; }

    public InlineInference Inference { get; }

    public ControlLoop Loop { get; }

    public LoopSnapshot Snapshot { get; }

    public long PeriodNs { get; }

    public TickRecord Last { get; private set; }

    public LoopStatus Status
    {
        get
        {
            Loop.ReadSnapshot(Snapshot);
            return Snapshot.Status;
        }
    }

    public string? Violation { get; private set; }

    public long AllocatedBytes { get; private set; }

    /// <summary>One period: the robot moves and reports, then the loop ticks.</summary>
    public void Step()
    {
        Clock.NowNs += PeriodNs;
        Robot.Move(PeriodNs / 1e9);
        Robot.ReportJoints(Clock.NowNs);
        if (_steps++ % Math.Max(1, 33_000_000 / PeriodNs) == 0)
            Robot.TakePictures(Clock.NowNs);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Loop.Tick(Clock.NowNs);
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public void Run(double seconds)
    {
        for (var i = 0; i < seconds * Options.RateHz; i++)
            Step();
    }

    /// <summary>Steps until a condition holds.</summary>
    /// <returns>Seconds that it took.</returns>
    public double RunUntil(Func<LoopStatus, bool> condition, double atMostSeconds = 10)
    {
        for (var i = 0; i < atMostSeconds * Options.RateHz; i++)
        {
            Step();
            if (condition(Status))
                return (i + 1) / Options.RateHz;
        }

        Assert.Fail($"did not happen within {atMostSeconds} s; the loop is {Status}");
        return 0;
    }

    public void Start()
    {
        Run(0.2);
        Assert.True(Loop.TryPost(LoopCommand.StartTask));
        RunUntil(status => status.Source == CommandSource.Policy, 1);
    }

    public void ResetAllocations() => AllocatedBytes = 0;

    /// <summary>
    /// Runs three times a third of so many seconds, and returns the fewest bytes that the ticks of one of them allocated: after a collection the
    /// runtime fills its own cache of casts again, once, on whichever thread is there; a tick that allocates does so in every third.
    /// </summary>
    public long RunAndMeasure(double seconds)
    {
        var fewest = long.MaxValue;
        for (var third = 0; third < 3; third++)
        {
            ResetAllocations();
            Run(seconds / 3);
            fewest = Math.Min(fewest, AllocatedBytes);
        }

        return fewest;
    }

    public void OnTick(in TickRecord tick)
    {
        Last = tick;
        if (tick.Source is CommandSource.None or CommandSource.Follow)
        {
            _hasLast = tick.Source == CommandSource.Follow;
            tick.Command.CopyTo(_lastCommand, 0);
            _lastVelocity.AsSpan().Clear();
            return;
        }

        // Where nothing was commanded before, the arm stands where it is measured.
        if (!_hasLast)
        {
            tick.Positions.CopyTo(_lastCommand, 0);
            _lastVelocity.AsSpan().Clear();
            _hasLast = true;
        }

        if (tick.Sent != CommandStatus.Sent)
        {
            _unsentInRow++;
            return;
        }

        // An arm that has not heard a command for a while stands at the last one.
        if (_unsentInRow > 1 || tick.LatenessNs > Options.MissedDeadline.Ticks * 100)
            _lastVelocity.AsSpan().Clear();
        _unsentInRow = 0;
        var dt = PeriodNs / 1e9;
        for (var joint = 0; joint < _lastCommand.Length && Violation is null; joint++)
        {
            var limits = Robot.Robot.Joints[joint];
            var command = tick.Command[joint];
            if (!double.IsFinite(command))
                Violation = $"tick {tick.Index} joint {joint}: {command}";
            else if (command < limits.MinPosition || command > limits.MaxPosition)
                Violation = $"tick {tick.Index} joint {joint}: position {command}";
            var velocity = (command - _lastCommand[joint]) / dt;
            if (Math.Abs(velocity) > limits.MaxVelocity + 1e-9)
                Violation = $"tick {tick.Index} joint {joint}: velocity {velocity}";
            if (Math.Abs(velocity - _lastVelocity[joint]) / dt > limits.MaxAcceleration + 1e-6)
                Violation = $"tick {tick.Index} joint {joint}: acceleration {(velocity - _lastVelocity[joint]) / dt}";
            _lastVelocity[joint] = velocity;
            _lastCommand[joint] = command;
        }
    }
}
