using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Safety;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.TestSupport;

/// <summary>
/// A loop without a robot: modes go as the real one's do, in the tests' own time. Ticks when told, or whenever somebody looks.
/// </summary>
internal sealed class FakeRobotLoop : IRobotLoop
{
    private readonly Lock _gate = new();
    private readonly JointOffset _offset;
    private readonly double[] _values;
    private LoopStatus _status = new() { Culprit = -1, StartBlock = TickFault.None, Demand = StopDemand.None };
    private (StopKind Kind, StopCause Cause) _stop;
    private bool _isEnding;
    private long _chunkId;
    private bool _isRetrying;

    public FakeRobotLoop(TimeProvider time, double rateHz = 100)
    {
        Clock = new MonotonicClock(time);
        RateHz = rateHz;
        Human = new HumanInput(Robot.Joints.Count, Clock);
        _offset = new JointOffset(Robot);
        _values = new double[Robot.Joints.Count];
    }

    public RobotDescription Robot { get; set; } = new()
    {
        Name = "fake",
        SafePose = [0, 0, 0],
        StopInputs = ["button", "curtain", "cell"],
        Joints = [.. new[] { "base", "elbow", "wrist" }.Select(name => new JointDescription
        {
            Name = name,
            MinPosition = -2,
            MaxPosition = 3,
            MaxVelocity = 1,
            MaxAcceleration = 5,
            MaxTrackingError = 0.1,
        })],
        Cameras = [.. new[] { "front", "side" }.Select(name => new CameraDescription
        {
            Name = name,
            Topic = $"/{name}/image",
            Timeout = TimeSpan.FromSeconds(1),
        })],
    };

    public double RateHz { get; }

    public IMonotonicClock Clock { get; }

    public HumanInput Human { get; }

    public OperatorPresence Presence { get; } = new();

    public FailureSignal Failures { get; } = new();

    /// <summary>What the next task wants done about its monitor.</summary>
    public FailureReaction Reaction { get; private set; } = FailureReaction.Inform;

    public TimeSpan HumanTimeout { get; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether each look at the state is preceded by a tick.</summary>
    public bool TicksWhenLookedAt { get; set; } = true;

    /// <summary>A control thread that hangs.</summary>
    public bool Hangs { get; set; }

    /// <summary>What forbids a start, a resume or a takeover.</summary>
    public TickFault Block { get; set; } = TickFault.None;

    /// <summary>Whether the robot has a safe pose to retry from.</summary>
    public bool HasSafePose
    {
        get => Robot.SafePose is not null;
        set => Robot = Robot with { SafePose = value ? [0, 0, 0] : null };
    }

    /// <summary>Ticks in which something would have moved.</summary>
    public long MovingTicks { get; private set; }

    public LoopEquipment? Equipped { get; private set; }

    /// <summary>What the policy says about its task.</summary>
    public PolicySignals? Signals
    {
        get => _status.Signals;
        set => _status = _status with { Signals = value };
    }

    /// <summary>What the failure monitor says.</summary>
    public FailureReport Failure
    {
        set => _status = _status with { Failure = value };
    }

    public List<StopCause> Stops { get; } = [];

    public List<LoopCommand> Commands { get; } = [];

    public double[]? LastValues { get; private set; }

    public HumanFrame LastFrame { get; private set; }

    public LoopStatus ReadStatus()
    {
        lock (_gate)
        {
            if (TicksWhenLookedAt)
                Tick();
            return _status;
        }
    }

    public void ReadSnapshot(LoopSnapshot destination)
    {
        lock (_gate)
        {
            destination.Status = ReadStatus();
            Array.Fill(destination.Positions, 0.25);
            Array.Fill(destination.Command, 0.5);
            Array.Fill(destination.CameraAgesNs, -1);
        }
    }

    public LoopSnapshot CreateSnapshot() => new(Robot.Joints.Count, Robot.Cameras.Count);

    public Task<LoopVerdict> SendAsync(LoopCommand command, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (Hangs)
                throw new TimeoutException("The control thread has not answered for 1 s.");
            Commands.Add(command);
            var refusal = Obey(command);
            Tick();
            return Task.FromResult(new LoopVerdict(refusal is null, refusal ?? StopCause.None, _status));
        }
    }

    public void RequestStop(StopCause cause, StopKind kind)
    {
        lock (_gate)
        {
            Stops.Add(cause);
            if (kind >= _stop.Kind)
                _stop = (kind, cause);
        }
    }

    public int SetOffset(ReadOnlySpan<double> offset) => _offset.Set(offset);

    public Task<bool> EquipAsync(LoopEquipment? policy, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_status.Mode != ControlMode.Idle)
                return Task.FromResult(false);
            Equipped = policy;
            return Task.FromResult(true);
        }
    }

    public void SetFailureReaction(FailureReaction reaction) => Reaction = reaction;

    /// <summary>The monitor says something about a new chunk of this epoch, and the next tick takes it in as the real one does.</summary>
    public FailureReport Judge(FailureState state, double ratio = 0, DegradedReason reason = DegradedReason.None)
    {
        lock (_gate)
        {
            var readings = default(ScoreReadings);
            readings[0] = new ScoreReading(ratio * 2, ratio * 4, 4);
            var report = new FailureReport
            {
                State = state,
                Reason = reason,
                ChunkId = ++_chunkId,
                Epoch = _status.Epoch,
                Call = 7,
                Ratio = ratio,
                ScoreCount = state == FailureState.Degraded ? 0 : 1,
                Readings = readings,
                ScoringNs = 50_000,
                LeadSeconds = 3.5,
            };
            var wasAlarm = _status.Failure.State == FailureState.Alarm && _status.Failure.Epoch == report.Epoch;
            var holds = state == FailureState.Alarm ? Reaction.OnAlarm == AlarmResponse.Hold
                : state == FailureState.Degraded && Reaction.OnDegraded == DegradedResponse.Hold;
            _status = _status with
            {
                HasMonitor = true,
                Failure = report,
                LastAlarm = state == FailureState.Alarm ? report : _status.LastAlarm,
                AlarmCount = _status.AlarmCount + (state == FailureState.Alarm && !wasAlarm ? 1 : 0),
            };

            // In the tick of a hold the status shows the report, and from the next one on an epoch that nothing has been scored of.
            if (holds && _status.Mode == ControlMode.Running)
                Change(ControlMode.Holding, state == FailureState.Alarm ? StopCause.FailurePredicted : StopCause.MonitorDegraded, -1, true);
            Tick();
            Failures.Tell(_status.TickIndex, _status.TimeNs, _status.Mode, report);
            return report;
        }
    }

    /// <summary>Something goes wrong inside the loop.</summary>
    public void Enter(ControlMode mode, StopCause cause, int culprit = -1, bool needsOperator = true)
    {
        lock (_gate)
            Change(mode, cause, culprit, needsOperator);
    }

    public void Tick()
    {
        lock (_gate)
        {
            if (Hangs)
                return;
            Listen();
            Stop();
            if (_isEnding && _stop.Kind == 0 && _status.Mode == ControlMode.Holding && _status.Cause == StopCause.TaskEnded && _status.IsStandstill)
            {
                Change(ControlMode.Idle, StopCause.TaskEnded);
                _status = _status with { HasTask = false };
                _isEnding = false;
            }

            if (_isRetrying && _status is { Mode: ControlMode.Holding, Cause: StopCause.Retrying } && _stop.Kind == 0)
                Change(ControlMode.Running, StopCause.None);
            _isRetrying = _status is { Mode: ControlMode.Holding, Cause: StopCause.Retrying };
            var moves = _status.Mode is ControlMode.Running || (_status.Mode == ControlMode.Human && _status.Human.Engaged);
            MovingTicks += moves ? 1 : 0;
            _status = _status with
            {
                TickIndex = _status.TickIndex + 1,
                TimeNs = Math.Max(_status.TimeNs + 1, Clock.NowNs + 1),
                StartBlock = Block,
                IsStandstill = !moves,
                HasPolicy = Equipped is not null,
                JointStateAgeNs = 1_000_000,
                SentCount = _status.SentCount + (_status.Mode == ControlMode.Idle ? 0 : 1),
            };
        }
    }

    private StopCause? Obey(LoopCommand command)
    {
        var mode = _status.Mode;
        var block = !_status.Demand.IsNone ? _status.Demand.Cause : Block.Cause;
        switch (command)
        {
            case LoopCommand.StartTask when mode == ControlMode.Idle && block == StopCause.None && Equipped is not null:
                Change(ControlMode.Running, StopCause.None);
                _status = _status with { HasTask = true };
                return null;
            case LoopCommand.StopTask when mode is not (ControlMode.Idle or ControlMode.EmergencyStop):
                Change(ControlMode.Holding, StopCause.TaskEnded);
                _status = _status with { IsStandstill = false };
                _isEnding = true;
                return null;
            case LoopCommand.Resume when mode is ControlMode.Holding or ControlMode.ProtectiveStop
                    && _status.NeedsOperator && block == StopCause.None:
                Change(ControlMode.Running, StopCause.None);
                return null;
            case LoopCommand.Retry when !HasSafePose:
                return StopCause.NoSafePose;
            case LoopCommand.Retry when mode is ControlMode.Holding or ControlMode.ProtectiveStop && _status.NeedsOperator
                    && _status.HasTask && block == StopCause.None:
                Change(ControlMode.Holding, StopCause.Retrying);
                return null;
            case LoopCommand.ResetEmergencyStop when mode == ControlMode.EmergencyStop:
                Change(ControlMode.Idle, StopCause.None);
                _status = _status with { HasTask = false };
                return null;
            case LoopCommand.TakeOver when mode != ControlMode.EmergencyStop && block == StopCause.None:
                Change(ControlMode.Human, StopCause.Takeover);
                return null;
            case LoopCommand.HandBack when mode == ControlMode.Human:
                Change(_status.HasTask ? ControlMode.Running : ControlMode.Idle, StopCause.None);
                return null;
            case LoopCommand.Retask when _status.HasTask:
                _status = _status with { Epoch = _status.Epoch + 1, Signals = null };
                return null;
            case LoopCommand.HandBackToHold when mode == ControlMode.Human:
                Change(ControlMode.Holding, StopCause.OperatorRequest, -1, true);
                return null;
            default:
                return mode == ControlMode.Idle ? block == StopCause.None && Equipped is null ? StopCause.NoPolicy : block : _status.Cause;
        }
    }

    private void Listen()
    {
        while (Human.TryTake(out var frame, out _, _values))
        {
            if (frame.Source != Human.Armed)
                continue;
            (LastFrame, LastValues) = (frame, [.. _values]);
            _status = _status with { Human = new HumanSample(frame.Engaged, 1, _status.Human.Total + 1, frame.Sequence, 1) };
            if (frame.Engaged && Block.IsNone && _status.Mode is not (ControlMode.Human or ControlMode.EmergencyStop))
                Change(ControlMode.Human, StopCause.Takeover);
        }
    }

    private void Stop()
    {
        var demand = Presence.Poll(Clock.NowNs);
        _status = _status with { Demand = demand };
        var (kind, cause) = _stop.Kind != 0 ? _stop : demand.IsNone ? default : (demand.Kind, demand.Cause);
        _stop = default;
        if (kind == StopKind.Emergency)
            Change(ControlMode.EmergencyStop, cause, -1, true);
        else if (kind != 0 && !_isEnding && _status.Mode is not (ControlMode.Idle or ControlMode.EmergencyStop or ControlMode.ProtectiveStop)
            && !(_status.Mode == ControlMode.Holding && _status.Cause == cause))
            Change(kind == StopKind.Protective ? ControlMode.ProtectiveStop : ControlMode.Holding, cause, -1, true);
    }

    private void Change(ControlMode mode, StopCause cause, int culprit = -1, bool needsOperator = false) => _status = _status with
    {
        Mode = mode,
        Cause = cause,
        Culprit = culprit,
        NeedsOperator = needsOperator,
        Epoch = _status.Epoch + 1,
        Failure = _status.HasMonitor
            ? new FailureReport { State = FailureState.Degraded, Reason = DegradedReason.NotYetScored, Epoch = _status.Epoch + 1 }
            : default,
        TakeoverCount = _status.TakeoverCount + (mode == ControlMode.Human && _status.Mode != ControlMode.Human ? 1 : 0),
    };
}
