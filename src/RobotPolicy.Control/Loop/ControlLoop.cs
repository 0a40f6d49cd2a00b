using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Safety;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// The heart: at every tick read → schedule → correct → arbitrate → limit → write, then record. One thread ticks; it never
/// waits, locks or allocates. Other threads post commands, request stops and read snapshots.
/// <para>
/// Idle publishes nothing. A start begins at the measured position with zero velocity. A fault decelerates the arm within its
/// limits and keeps it at the held position; the task goes on by itself when the cause has been gone for a while, or when an
/// operator resumes. A human takes over at any tick where the arm is, with the policy in shadow, and hands back in a new epoch. While
/// the joints are out of sight a held command falls silent, and begins again from the measured position.
/// The last act of a shutdown is a hold command.
/// </para>
/// </summary>
public sealed class ControlLoop
{
    private readonly IRobotPort _port;
    private readonly IMonotonicClock _clock;
    private readonly ControlLoopOptions _options;
    private readonly IActionCorrection? _correction;
    private readonly ITickSink[] _sinks;
    private readonly IStopSource[] _stopSources;
    private readonly ReadStage _read;
    private readonly InterventionStage? _intervention;
    private readonly Arbiter _arbiter;
    private readonly SafetyFilter _filter;
    private readonly EpochSource _epochs = new();
    private readonly BoundedQueue<LoopRequest> _commands;
    private readonly PolicyExchange _exchange = new();
    private readonly StopLatch _stops = new();
    private readonly SnapshotBoard _board;
    private readonly TaskCompletionSource _shutDown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _periodNs;
    private readonly long _maxLatenessNs;
    private readonly int _maxUnsent;
    private readonly double _retreatSpeed;
    private readonly double[] _target;
    private readonly double[] _targetVelocity;
    private readonly double[] _humanTarget;
    private readonly double[] _humanVelocity;
    private readonly double[] _retreat;
    private readonly double[] _standing;
    private ScheduleStage? _schedule;
    private TickRecord _tick;
    private TickFault _startBlock;
    private long _lastRequestId;
    private long _equipTicket;
    private bool _equipAccepted;
    private int _unsentInRow;
    private long _sent;
    private long _unsent;
    private long _missedDeadlines;
    private long _discarded;
    private long _sinkFailures;
    private long _internalErrors;
    private Exception? _lastException;
    private volatile bool _shutdownRequested;
    private volatile bool _isShutDown;

    /// <summary>Composes a loop that is idle.</summary>
    /// <param name="port">The robot.</param>
    /// <param name="equipment">The policy that the first task runs, or <see langword="null"/> for none yet.</param>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="options">Rate and watchdogs.</param>
    /// <param name="attachments">Who else has a say, and who looks on.</param>
    /// <exception cref="ArgumentException">An option or a limit of the robot is out of range; the message lists all of them.</exception>
    public ControlLoop(
        IRobotPort port,
        LoopEquipment? equipment,
        IMonotonicClock clock,
        ControlLoopOptions options,
        LoopAttachments? attachments = null)
    {
        ArgumentNullException.ThrowIfNull(port);
        attachments ??= new LoopAttachments();
        var errors = new List<string>();
        options.Validate("Control", errors);
        attachments.Intervention.Validate("Intervention", errors);
        if (errors.Count > 0)
            throw new ArgumentException(string.Join("; ", errors), nameof(options));

        var joints = port.Robot.Joints.Count;
        _port = port;
        _clock = clock;
        _options = options;
        _correction = attachments.Correction;
        _sinks = [.. attachments.Sinks];
        _stopSources = [.. attachments.StopSources];
        _read = new ReadStage(port, options);
        if (attachments.Human is { } human)
            _intervention = new InterventionStage(human, port.Robot.Joints, options.Period, attachments.Intervention);
        _arbiter = new Arbiter(options);
        _filter = new SafetyFilter(port.Robot, options.Period);
        _commands = new BoundedQueue<LoopRequest>(options.CommandQueueCapacity);
        _board = new SnapshotBoard(joints, port.Robot.Cameras.Count);
        _periodNs = ControlLoopOptions.ToPeriodNs(options.RateHz);
        _maxLatenessNs = options.MissedDeadline.ToNanoseconds();
        _maxUnsent = options.MaxUnsentCommands;
        _retreatSpeed = options.RetreatSpeed;
        _target = new double[joints];
        _targetVelocity = new double[joints];
        _humanTarget = new double[joints];
        _humanVelocity = new double[joints];
        _retreat = new double[joints];
        _standing = new double[joints];
        _tick.Positions = _read.Positions;
        _tick.Velocities = _read.Velocities;
        _tick.CameraAgesNs = _read.CameraAgesNs;
        _tick.Target = _target;
        _tick.HumanTarget = _humanTarget;
        _tick.Command = new double[joints];
        _tick.CommandVelocity = new double[joints];
        if (equipment is not null)
            Adopt(new EquippedPolicy(equipment, port.Robot, options));
    }

    /// <summary>The epoch; any thread may read it.</summary>
    public EpochSource Epochs => _epochs;

    /// <summary>Whether the loop has come to its end: the arm's command stands still, and no further tick does anything.</summary>
    public bool IsShutDown => _isShutDown;

    /// <summary>The last exception inside a tick or a sink, for the log.</summary>
    public Exception? LastException => Volatile.Read(ref _lastException);

    /// <summary>Posts a command for the next tick. Any thread.</summary>
    /// <param name="command">What is wanted.</param>
    /// <param name="ticket">Number under which the status shows the answer; 0 where nobody waits for one.</param>
    /// <returns><see langword="false"/> if the queue is full; the command is then lost and counted.</returns>
    public bool TryPost(LoopCommand command, long ticket = 0) => _commands.TryEnqueue(new LoopRequest(command, ticket));

    /// <summary>
    /// Offers the policy that the next task runs, or none. The next tick takes it if the loop is idle, and refuses it otherwise; of
    /// several offers within one tick the newest counts. Any thread.
    /// </summary>
    /// <param name="equipment">The policy; the one before is no longer used once the status shows that this one was taken.</param>
    /// <param name="ticket">Number under which the status shows the answer, above 0.</param>
    public void Equip(LoopEquipment? equipment, long ticket) =>
        _exchange.Put(equipment is null ? null : new EquippedPolicy(equipment, _port.Robot, _options), ticket);

    /// <summary>Requests a stop for the next tick. Never lost; of several, the hardest is obeyed. Any thread.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="kind">How one gets out of it again.</param>
    public void RequestStop(StopCause cause, StopKind kind = StopKind.Hold) => _stops.Request(kind, cause);

    /// <summary>Begins the shutdown: deceleration, then a hold command. The loop must be kept ticking. Any thread.</summary>
    /// <returns>Completes when the arm's command stands still and has been sent.</returns>
    public Task ShutDownAsync()
    {
        _shutdownRequested = true;
        return _shutDown.Task;
    }

    /// <summary>Copies the state after the last tick. Any thread; allocates nothing.</summary>
    public void ReadSnapshot(LoopSnapshot destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        _board.Read(destination);
    }

    /// <summary>
    /// Ticks at the scheduler's deadlines until the shutdown is complete. The control thread lives in here; call
    /// <see cref="LoopWarmUp"/> before.
    /// </summary>
    public void Run(TickScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        while (!_isShutDown)
            Tick(scheduler.WaitForNext());
    }

    /// <summary>One tick. Control thread; does not throw.</summary>
    /// <param name="nowNs">Now, on the monotonic clock, in nanoseconds.</param>
    public void Tick(long nowNs)
    {
        if (_isShutDown)
            return;
        try
        {
            var late = Begin(nowNs);
            var read = Read(nowNs);
            var schedule = Schedule(nowNs);
            Correct(nowNs);
            var armFault = _read.ArmFault.Or(late).Or(Unsent());
            var authority = Arbitrate(nowNs, read.Or(schedule).Or(late).Or(Unsent()), armFault);
            Limit(nowNs, authority);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        Write();
        Record();
    }

    /// <summary>Takes in what other threads asked for, and finds out whether the tick comes too late.</summary>
    private TickFault Begin(long nowNs)
    {
        _tick.LatenessNs = _tick.Index == 0 ? 0 : nowNs - _tick.TimeNs - _periodNs;
        _tick.Index++;
        _tick.TimeNs = nowNs;
        while (_arbiter.HasRoom && _commands.TryDequeue(out var request))
            _arbiter.Request(request.Command, request.Ticket);
        if (_stops.TryTake(out var kind, out var cause))
            _arbiter.RequestStop(kind, cause);
        if (_shutdownRequested)
            _arbiter.RequestShutdown();
        if (_exchange.TryTake(out var policy, out var ticket))
        {
            (_equipTicket, _equipAccepted) = (ticket, _arbiter.MayEquip);
            if (_equipAccepted)
                Adopt(policy);
        }

        if (_tick.LatenessNs <= _maxLatenessNs)
            return TickFault.None;
        _missedDeadlines++;
        _filter.StandStill();
        return new TickFault(StopCause.MissedDeadline, -1);
    }

    /// <summary>read: joints, cameras, receivers; and whether the arm follows its commands.</summary>
    private TickFault Read(long nowNs)
    {
        var isFollowing = _tick.Source is not (CommandSource.None or CommandSource.Follow);
        var fault = _read.Step(nowNs, isFollowing ? _filter.Position : default);
        _tick.HasJointState = _read.HasJointState;
        _tick.JointStateAgeNs = _read.JointStateAgeNs;
        return fault;
    }

    /// <summary>schedule: the inference's answer, the executor's target, the next request. A human's takeover leaves it in shadow.</summary>
    private TickFault Schedule(long nowNs)
    {
        if (_schedule is null)
        {
            (_tick.Schedule, _tick.Answer) = (default, null);
            return TickFault.None;
        }

        var fault = _schedule.Step(nowNs, _arbiter.IsRunning || (_arbiter.IsHuman && _arbiter.HasTask), _target, _targetVelocity);
        _tick.Schedule = _schedule.Sample;
        _tick.Answer = _schedule.Answer;
        _tick.Acceptance = _schedule.Acceptance;
        return fault;
    }

    /// <summary>correct: a residual on the policy's target.</summary>
    private void Correct(long nowNs) =>
        _tick.Corrected = _tick.Schedule.Status == ScheduleStatus.Active
            && _correction is not null
            && _correction.Correct(nowNs, _tick.Positions, _tick.Velocities, _target);

    /// <summary>arbitrate: policy, human, hold, or nobody.</summary>
    private Authority Arbitrate(long nowNs, TickFault fault, in TickFault armFault)
    {
        if (_tick.Schedule.Status == ScheduleStatus.Active && !IsFinite(_target))
            fault = fault.Or(new TickFault(StopCause.NonFiniteAction, -1));
        var implausible = _read.HasJointState ? _read.FindImplausibleJoint() : -1;
        _startBlock = implausible < 0 ? fault : fault.Or(new TickFault(StopCause.JointStateInvalid, implausible));
        if (_schedule is null)
            _startBlock = _startBlock.Or(new TickFault(StopCause.NoPolicy, -1));
        var ask = Listen(nowNs);
        _tick.Demand = Demand(nowNs);
        var authority = _arbiter.Decide(new ArbiterInput(
            nowNs, fault, armFault, _startBlock, _tick.Demand, ask, _tick.Human.Engaged, _filter.IsStandstill,
            _read.IsJointStateFresh && implausible < 0, _tick.Schedule.Status));
        if (authority.Seed)
            _filter.Reset(_tick.Positions);
        if (authority.NewEpoch)
            BeginEpoch(nowNs);
        _tick.Fault = fault;
        _tick.Source = authority.Source;
        return authority;
    }

    /// <summary>Takes in what the human sent. A clutch is referenced to where the arm is: where it is commanded, else where it is seen.</summary>
    private HumanAsk Listen(long nowNs)
    {
        if (_intervention is null)
            return HumanAsk.None;
        var ask = _tick.Source is CommandSource.None or CommandSource.Follow
            ? _intervention.Step(nowNs, _arbiter.IsHuman, _tick.Positions, _standing)
            : _intervention.Step(nowNs, _arbiter.IsHuman, _filter.Position, _filter.Velocity);
        _tick.Human = _intervention.Sample;
        return ask;
    }

    private StopDemand Demand(long nowNs)
    {
        var demand = StopDemand.None;
        foreach (var source in _stopSources)
            demand = demand.Or(source.Poll(nowNs));
        return demand;
    }

    /// <summary>limit: the last word on every command.</summary>
    private void Limit(long nowNs, in Authority authority)
    {
        switch (authority.Source)
        {
            case CommandSource.Policy:
                _tick.Verdict = _filter.Step(_target, _targetVelocity);
                break;
            case CommandSource.Human:
                _intervention!.Target(nowNs, _filter.Position, _humanTarget, _humanVelocity);
                _tick.Verdict = _filter.Step(_humanTarget, _humanVelocity, _tick.Human.SpeedScale);
                break;
            case CommandSource.Retreat:
                _tick.Verdict = _filter.Step(_retreat, _standing, _retreatSpeed);
                break;
            case CommandSource.Follow:
                _filter.Reset(_tick.Positions);
                _tick.Verdict = default;
                break;
            default:
                _tick.Verdict = _filter.Stop();
                break;
        }
    }

    /// <summary>write: hands the command over. One that was not sent is taken back, so that the next one does not jump.</summary>
    private void Write()
    {
        _filter.Position.CopyTo(_tick.Command);
        if (_tick.Source == CommandSource.None)
        {
            _unsentInRow = 0;
            return;
        }

        try
        {
            _tick.Sent = _port.Send(_tick.Command);
        }
        catch (Exception exception)
        {
            Volatile.Write(ref _lastException, exception);
            _tick.Sent = CommandStatus.Failed;
        }

        if (_tick.Sent == CommandStatus.Sent)
        {
            _sent++;
            _unsentInRow = 0;
            return;
        }

        _unsent++;
        _unsentInRow++;
        _filter.TakeBack();
        if (_unsentInRow > 1)
            _filter.StandStill();
    }

    /// <summary>record: shows the tick to sinks and other threads.</summary>
    private void Record()
    {
        _tick.DurationNs = _clock.NowNs - _tick.TimeNs;
        _tick.Epoch = _epochs.Current;
        _tick.Mode = _arbiter.Mode;
        _tick.Cause = _arbiter.Cause;
        _tick.Culprit = _arbiter.Culprit;
        _filter.Velocity.CopyTo(_tick.CommandVelocity);
        foreach (var sink in _sinks)
        {
            try
            {
                sink.OnTick(in _tick);
            }
            catch (Exception exception)
            {
                Volatile.Write(ref _lastException, exception);
                _sinkFailures++;
            }
        }

        Publish();
        if (!_arbiter.IsShutDown)
            return;
        _isShutDown = true;
        _shutDown.TrySetResult();
    }

    private void BeginEpoch(long nowNs)
    {
        var epoch = _epochs.Raise();
        _schedule?.Begin(nowNs, epoch, _filter.Position);
        _correction?.Reset(epoch);
        if (_arbiter.WasResumed)
            _schedule?.Forgive();
        if (_arbiter.Cause == StopCause.TrackingError)
            _tick.Positions.CopyTo(_retreat, 0);
    }

    /// <summary>Exchanges the policy; nothing that was computed for the one before is used any more.</summary>
    private void Adopt(EquippedPolicy? policy)
    {
        _lastRequestId = _schedule?.LastRequestId ?? _lastRequestId;
        _discarded += _schedule?.DiscardedCount ?? 0;
        _schedule = policy?.Schedule;
        _schedule?.NumberFrom(_lastRequestId);
        _read.Watch(policy?.Cameras ?? [], policy?.CameraTimeoutsNs ?? []);
    }

    /// <summary>A bug inside a stage: the arm is stopped, and stays so until an operator has looked.</summary>
    private void Fail(Exception exception)
    {
        Volatile.Write(ref _lastException, exception);
        _internalErrors++;
        _arbiter.Fail(_shutdownRequested && _filter.IsStandstill);
        _epochs.Raise();
        _tick.Fault = new TickFault(StopCause.InternalError, -1, NeedsOperator: true);
        _tick.Source = _tick.Source == CommandSource.None ? CommandSource.None : CommandSource.Hold;
        _tick.Verdict = _filter.Stop();
    }

    private TickFault Unsent() => _unsentInRow >= _maxUnsent
        ? new TickFault(StopCause.CommandNotSent, -1)
        : TickFault.None;

    private void Publish() => _board.Publish(
        new LoopStatus
        {
            TickIndex = _tick.Index,
            TimeNs = _tick.TimeNs,
            Epoch = _tick.Epoch,
            Mode = _tick.Mode,
            Cause = _tick.Cause,
            Culprit = _tick.Culprit,
            StartBlock = _startBlock,
            LastRefusal = _arbiter.LastRefusal,
            RefusedCount = _arbiter.RefusedCount + _commands.RefusedCount,
            LastTicket = _arbiter.LastTicket,
            TicketAccepted = _arbiter.TicketAccepted,
            TicketRefusal = _arbiter.TicketRefusal,
            EquipTicket = _equipTicket,
            EquipAccepted = _equipAccepted,
            HasPolicy = _schedule is not null,
            HasTask = _arbiter.HasTask,
            NeedsOperator = _arbiter.NeedsOperator,
            Demand = _tick.Demand,
            Human = _tick.Human,
            HasTarget = _tick.Schedule.Status == ScheduleStatus.Active,
            TakeoverCount = _arbiter.TakeoverCount,
            IsStandstill = _filter.IsStandstill,
            IsShutDown = _arbiter.IsShutDown,
            Source = _tick.Source,
            JointStateAgeNs = _tick.JointStateAgeNs,
            ScheduleRemainingNs = _tick.Schedule.RemainingNs,
            ChunkId = _tick.Schedule.ChunkId,
            HoldCount = _arbiter.HoldCount,
            MissedDeadlineCount = _missedDeadlines,
            DiscardedChunkCount = _discarded + (_schedule?.DiscardedCount ?? 0),
            SentCount = _sent,
            UnsentCount = _unsent,
            SinkFailureCount = _sinkFailures,
            InternalErrorCount = _internalErrors,
        },
        _tick.Positions,
        _tick.Command,
        _tick.Target,
        _tick.CameraAgesNs);

    private static bool IsFinite(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            if (!double.IsFinite(value))
                return false;
        return true;
    }
}
