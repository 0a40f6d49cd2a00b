using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// Stage <c>arbitrate</c>: the modes and the ways between them. Requests collect until the stage runs; a stop outranks
/// everything that was requested before it. Control thread; allocates nothing.
/// <code>
/// Idle ─start─► Running ─fault─► Holding ─cause gone, standstill─► Running
/// Running, Holding ─tracking error, non-finite in a row─► ProtectiveStop ─cause gone, resume─► Running
/// any ─stop request─► Holding (resume needed) | ProtectiveStop | EmergencyStop ─reset─► Idle
/// Running, Holding, ProtectiveStop ─end of task─► Holding ─standstill─► Idle
/// </code>
/// </summary>
internal sealed class Arbiter
{
    private readonly long _resumeDelayNs;
    private bool _startRequested;
    private bool _endRequested;
    private bool _resumeRequested;
    private bool _resetRequested;
    private StopKind _stopRequested;
    private StopCause _stopCause;
    private bool _shutdownRequested;
    private bool _needsOperator;
    private bool _isEnding;
    private long _clearSinceNs;
    private int _finalTicks;
    private int _blindTicks;

    public Arbiter(ControlLoopOptions options) => _resumeDelayNs = options.ResumeDelay.Ticks * 100;

    public ControlMode Mode { get; private set; } = ControlMode.Idle;

    public StopCause Cause { get; private set; } = StopCause.None;

    public int Culprit { get; private set; } = -1;

    /// <summary>Why the last command was refused; none if it was obeyed.</summary>
    public StopCause LastRefusal { get; private set; }

    /// <summary>Commands refused because of the mode or because something forbids a start.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>Transitions from running to a hold or a stop.</summary>
    public long HoldCount { get; private set; }

    /// <summary>Whether the arm stands and the loop may end.</summary>
    public bool IsShutDown { get; private set; }

    /// <summary>Whether an operator resumed a protective stop in the last decision.</summary>
    public bool WasResumed { get; private set; }

    public bool IsRunning => Mode == ControlMode.Running;

    public void Request(LoopCommand command)
    {
        switch (command)
        {
            case LoopCommand.StartTask:
                _startRequested = true;
                _endRequested = false;
                break;
            case LoopCommand.StopTask:
                _endRequested = true;
                _startRequested = false;
                break;
            case LoopCommand.Resume:
                _resumeRequested = true;
                break;
            case LoopCommand.ResetEmergencyStop:
                _resetRequested = true;
                break;
            default:
                Refuse(StopCause.InternalError);
                break;
        }
    }

    public void RequestStop(StopKind kind, StopCause cause)
    {
        if (kind < _stopRequested)
            return;
        _stopRequested = kind;
        _stopCause = cause;
    }

    public void RequestShutdown() => _shutdownRequested = true;

    /// <summary>A bug inside a stage: a protective stop, unless a harder one holds or nothing moves.</summary>
    /// <param name="mayEnd">Whether a shutdown waits and the arm stands: a bug must not keep the loop alive for ever.</param>
    public void Fail(bool mayEnd)
    {
        if (Mode == ControlMode.Running)
            HoldCount++;

        // The bug may come again in every tick, so a stop that was requested in this one does not wait for the next decision.
        if (_stopRequested == StopKind.Emergency)
            Stop();
        else if (Mode is not (ControlMode.Idle or ControlMode.EmergencyStop))
            Enter(ControlMode.ProtectiveStop, StopCause.InternalError, -1, needsOperator: true);
        ClearRequests();
        IsShutDown |= mayEnd;
    }

    public Authority Decide(in ArbiterInput input)
    {
        WasResumed = false;
        var before = Mode;
        var seed = Look(input);
        if (!Blocker(input).IsNone)
            _clearSinceNs = input.NowNs;

        if (_startRequested)
            seed |= Start(input);
        if (_resumeRequested)
            Resume(input);
        if (_resetRequested)
            Reset(input);
        if (_endRequested)
            End(input);
        if (_stopRequested != 0)
            Stop();
        if (_shutdownRequested)
            ShutDown(input);
        ClearRequests();
        React(input);

        var newEpoch = Mode != before;
        if (newEpoch && before == ControlMode.Running)
            HoldCount++;
        return new Authority(Source(input), newEpoch, seed && Mode != ControlMode.Idle);
    }

    /// <summary>
    /// An arm that was out of sight may stand elsewhere when it is seen again, or be one that was started anew. Nothing may pull
    /// it back to a command that is held since before: at standstill the command falls silent, and a controller keeps the last one;
    /// it begins again from the measured position.
    /// </summary>
    /// <returns>Whether it begins again.</returns>
    private bool Look(in ArbiterInput input)
    {
        var isHeld = Mode is ControlMode.Holding or ControlMode.ProtectiveStop;
        if (isHeld && !input.CanFollow && input.IsStandstill)
        {
            _blindTicks = Math.Min(_blindTicks + 1, FinalHoldCommands + 1);
            return false;
        }

        var wasSilent = IsSilent;
        _blindTicks = 0;
        return isHeld && wasSilent;
    }

    private bool IsSilent => _blindTicks > FinalHoldCommands;

    /// <summary>What forbids to go on. What the arm reports after it was out of sight must be plausible too, as at a start.</summary>
    private TickFault Blocker(in ArbiterInput input) => IsSilent ? input.StartBlock : input.Fault;

    private bool Start(in ArbiterInput input)
    {
        if (Mode != ControlMode.Idle || _shutdownRequested || !input.StartBlock.IsNone)
        {
            Refuse(Mode != ControlMode.Idle ? Cause
                : _shutdownRequested ? StopCause.Shutdown
                : input.StartBlock.Cause);
            return false;
        }

        Obey();
        Run();
        return true;
    }

    private void Resume(in ArbiterInput input)
    {
        var blocker = Blocker(input);
        if (!_needsOperator || _isEnding || Mode is not (ControlMode.Holding or ControlMode.ProtectiveStop)
            || !blocker.IsNone || !input.IsStandstill)
        {
            Refuse(blocker.IsNone ? Cause : blocker.Cause);
            return;
        }

        Obey();
        Run();
        WasResumed = true;
    }

    private void Reset(in ArbiterInput input)
    {
        if (Mode != ControlMode.EmergencyStop || !input.IsStandstill)
        {
            Refuse(Cause);
            return;
        }

        Obey();
        Enter(ControlMode.Idle, StopCause.None, -1, needsOperator: false);
    }

    private void End(in ArbiterInput input)
    {
        if (Mode is ControlMode.Idle or ControlMode.EmergencyStop)
        {
            Refuse(Cause);
            return;
        }

        Obey();
        Enter(ControlMode.Holding, StopCause.TaskEnded, -1, needsOperator: false);
        _isEnding = true;
    }

    private void Stop()
    {
        // Nothing moves while idle, so only a latched stop has something to prevent there; a harder stop is never softened.
        if (_stopRequested == StopKind.Emergency)
            Enter(ControlMode.EmergencyStop, _stopCause, -1, needsOperator: true);
        else if (Mode is ControlMode.Idle or ControlMode.ProtectiveStop or ControlMode.EmergencyStop || _isEnding)
            return;
        else if (_stopRequested == StopKind.Protective)
            Enter(ControlMode.ProtectiveStop, _stopCause, -1, needsOperator: true);
        else
            Enter(ControlMode.Holding, _stopCause, -1, needsOperator: true);
    }

    private void ShutDown(in ArbiterInput input)
    {
        if (Mode == ControlMode.Idle || (Mode == ControlMode.EmergencyStop && input.IsStandstill))
        {
            IsShutDown = true;
            Cause = Mode == ControlMode.Idle ? StopCause.Shutdown : Cause;
            return;
        }

        if (Mode == ControlMode.EmergencyStop)
            return;
        if (!(_isEnding && Cause == StopCause.Shutdown))
        {
            Enter(ControlMode.Holding, StopCause.Shutdown, -1, needsOperator: true);
            _isEnding = true;
            _finalTicks = FinalHoldCommands;
        }

        // The hold command goes out a few times at standstill, since a best-effort receiver may miss one.
        if (input.IsStandstill && --_finalTicks < 0)
        {
            IsShutDown = true;
            Enter(ControlMode.Idle, StopCause.Shutdown, -1, needsOperator: false);
        }
    }

    private void React(in ArbiterInput input)
    {
        switch (Mode)
        {
            case ControlMode.Running when !input.Fault.IsNone:
                Enter(input.Fault);
                break;
            case ControlMode.Holding when _isEnding:
                if (Cause == StopCause.TaskEnded && input.IsStandstill)
                    Enter(ControlMode.Idle, StopCause.TaskEnded, -1, needsOperator: false);
                break;
            case ControlMode.Holding when input.Fault.NeedsOperator:
                Enter(input.Fault);
                break;
            case ControlMode.Holding when !_needsOperator:
                if (Blocker(input) is { IsNone: false } blocker)
                    (Cause, Culprit) = (blocker.Cause, blocker.Culprit);
                else if (input.IsStandstill && input.NowNs - _clearSinceNs >= _resumeDelayNs)
                    Run();
                break;
        }
    }

    private CommandSource Source(in ArbiterInput input) => Mode switch
    {
        ControlMode.Idle => CommandSource.None,
        ControlMode.EmergencyStop => input.IsStandstill ? CommandSource.None : CommandSource.Hold,
        ControlMode.Running => input.Schedule == ScheduleStatus.Active ? CommandSource.Policy : CommandSource.Hold,
        _ when IsSilent => CommandSource.None,
        _ when input.Fault.Cause == StopCause.NoCommandReceiver && input.IsStandstill && input.CanFollow =>
            CommandSource.Follow,
        ControlMode.ProtectiveStop when Cause == StopCause.TrackingError => CommandSource.Retreat,
        _ => CommandSource.Hold,
    };

    private void Run() => Enter(ControlMode.Running, StopCause.None, -1, needsOperator: false);

    private void Enter(in TickFault fault) => Enter(
        fault.NeedsOperator ? ControlMode.ProtectiveStop : ControlMode.Holding,
        fault.Cause,
        fault.Culprit,
        fault.NeedsOperator);

    private void Enter(ControlMode mode, StopCause cause, int culprit, bool needsOperator)
    {
        (Mode, Cause, Culprit) = (mode, cause, culprit);
        _needsOperator = needsOperator;
        _isEnding = false;
    }

    private void Obey() => LastRefusal = StopCause.None;

    private void Refuse(StopCause cause)
    {
        LastRefusal = cause;
        RefusedCount++;
    }

    private void ClearRequests()
    {
        _startRequested = false;
        _endRequested = false;
        _resumeRequested = false;
        _resetRequested = false;
        _stopRequested = 0;
    }

    private const int FinalHoldCommands = 5;
}
