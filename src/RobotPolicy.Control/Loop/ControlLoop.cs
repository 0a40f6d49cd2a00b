using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Safety;
using RobotPolicy.Control.Timing;

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
public sealed partial class ControlLoop
{
    private readonly IRobotPort _port;
    private readonly IMonotonicClock _clock;
    private readonly ControlLoopOptions _options;
    private readonly CorrectStage _correct;
    private readonly ITickSink[] _sinks;
    private readonly IStopSource[] _stopSources;
    private readonly ReadStage _read;
    private readonly InterventionStage? _intervention;
    private readonly Arbiter _arbiter;
    private readonly SafetyFilter _filter;
    private readonly EpochSource _epochs = new();
    private readonly BoundedQueue<LoopRequest> _commands;
    private readonly FailureWatch _failure = new();
    private readonly SafePoseReturn _safePose;
    private readonly PolicyExchange _exchange = new();
    private readonly StopLatch _stops = new();
    private readonly SnapshotBoard _board;
    private readonly TickInputs _inputs;
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
    private StopCause _prediction;
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
    /// <exception cref="ArgumentException">An option, a limit or the safe pose of the robot is out of range; the message lists all of them.</exception>
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
        _inputs = new TickInputs(joints);
        _correct = new CorrectStage(joints, attachments.Correction);
        _sinks = [.. attachments.Sinks];
        _stopSources = [.. attachments.StopSources];
        _read = new ReadStage(port, options);
        if (attachments.Human is { } human)
            _intervention = new InterventionStage(human, port.Robot.Joints, options.Period, attachments.Intervention, _inputs);
        _arbiter = new Arbiter(options);
        _filter = new SafetyFilter(port.Robot, options.Period);
        _commands = new BoundedQueue<LoopRequest>(options.CommandQueueCapacity);
        _board = new SnapshotBoard(joints, port.Robot.Cameras.Count);
        _periodNs = ControlLoopOptions.ToPeriodNs(options.RateHz);
        _maxLatenessNs = options.MissedDeadline.ToNanoseconds();
        _maxUnsent = options.MaxUnsentCommands;
        _retreatSpeed = options.RetreatSpeed;
        _safePose = new SafePoseReturn(port.Robot, options.RetreatSpeed);
        _target = new double[joints];
        _targetVelocity = new double[joints];
        _humanTarget = new double[joints];
        _humanVelocity = new double[joints];
        _retreat = new double[joints];
        _standing = new double[joints];
        _tick.Signals = PolicySignals.None;
        _tick.Inputs = _inputs;
        _tick.Positions = _read.Positions;
        _tick.Velocities = _read.Velocities;
        _tick.CameraAgesNs = _read.CameraAgesNs;
        _tick.CameraInvalidCounts = _read.CameraInvalidCounts;
        _tick.BaseTarget = _correct.Base;
        _tick.Residual = _correct.Residual;
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

    /// <summary>
    /// Sets what is done about the reports of the failure monitor. It takes effect with the tick that obeys the next start or the next
    /// goal, and not before; a hold, a takeover and a retry keep what is in force. Of several settings the newest counts. Any thread.
    /// </summary>
    /// <param name="reaction">What the next task wants; kept for the tasks after it until it is set again.</param>
    /// <exception cref="ArgumentException">A setting is out of range; the message lists all of them.</exception>
    public void SetFailureReaction(FailureReaction reaction)
    {
        ArgumentNullException.ThrowIfNull(reaction);
        var errors = new List<string>();
        reaction.Validate("FailureReaction", errors);
        if (errors.Count > 0)
            throw new ArgumentException(string.Join("; ", errors), nameof(reaction));
        _failure.Offer(reaction);
    }

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
    /// <param name="scheduler">The deadlines.</param>
    /// <param name="slack">What is done between two ticks; nothing unless told.</param>
    /// <param name="longTicks">Counts ticks that are too long; nobody unless told.</param>
    public void Run(TickScheduler scheduler, ISlackWork? slack = null, LongTicks? longTicks = null)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        while (!_isShutDown)
        {
            var nowNs = scheduler.WaitForNext();
            longTicks?.Begin(nowNs);
            Tick(nowNs);
            var endNs = _clock.NowNs;
            longTicks?.End(endNs);
            slack?.Step(endNs, scheduler.NextDeadlineNs, _tick.Source != CommandSource.None);
        }
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
}
