using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Safety;
using RobotPolicy.Server.Operations;

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

    public FakeRobotLoop(TimeProvider time, double rateHz = 100)
    {
        Clock = new MonotonicClock(time);
        RateHz = rateHz;
        Human = new HumanInput(Robot.Joints.Count, Clock);
        _offset = new JointOffset(Robot);
        _values = new double[Robot.Joints.Count];
    }

    public RobotDescription Robot { get; } = new()
    {
        Name = "fake",
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

    public TimeSpan HumanTimeout { get; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether each look at the state is preceded by a tick.</summary>
    public bool TicksWhenLookedAt { get; set; } = true;

    /// <summary>A control thread that hangs.</summary>
    public bool Hangs { get; set; }

    /// <summary>What forbids a start, a resume or a takeover.</summary>
    public TickFault Block { get; set; } = TickFault.None;

    /// <summary>Ticks in which something would have moved.</summary>
    public long MovingTicks { get; private set; }

    public LoopEquipment? Equipped { get; private set; }

    /// <summary>What the policy says about its task.</summary>
    public PolicySignals? Signals
    {
        get => _status.Signals;
        set => _status = _status with { Signals = value };
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
                _status = _status with { Epoch = _status.Epoch + 1 };
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
        TakeoverCount = _status.TakeoverCount + (mode == ControlMode.Human && _status.Mode != ControlMode.Human ? 1 : 0),
    };
}
