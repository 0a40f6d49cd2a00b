using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Safety;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// Stage <c>arbitrate</c>: which mode the loop is in, and who determines the command. <see cref="ModeTable"/> says what leads
/// where; here stands when. Requests collect until the stage runs; a stop outranks everything that was requested before it.
/// Control thread; allocates nothing.
/// </summary>
internal sealed class Arbiter
{
    private readonly long _resumeDelayNs;
    private readonly LoopRequests _requests = new();
    private readonly BlindHold _blind = new();
    private bool _needsOperator;
    private bool _isEnding;
    private bool _hasTask;
    private bool _isRetrying;
    private bool _shutdownRequested;

    // Cause of the emergency stop in which the decision began. Its reset and a motion are never one tick.
    private StopCause _latched;
    private bool _hasChanged;
    private long _clearSinceNs;
    private int _finalTicks;

    public Arbiter(ControlLoopOptions options) => _resumeDelayNs = options.ResumeDelay.Ticks * 100;

    public ControlMode Mode { get; private set; } = ControlMode.Idle;

    public StopCause Cause { get; private set; } = StopCause.None;

    public int Culprit { get; private set; } = -1;

    /// <summary>Why the last command was refused; none if it was obeyed.</summary>
    public StopCause LastRefusal { get; private set; }

    /// <summary>Ticket of the last command that was decided for somebody who waits, or 0.</summary>
    public long LastTicket { get; private set; }

    /// <summary>Whether that command was obeyed.</summary>
    public bool TicketAccepted { get; private set; }

    /// <summary>Why that command was refused; none if it was obeyed, or if only the mode is to blame.</summary>
    public StopCause TicketRefusal { get; private set; }

    /// <summary>Commands refused because of the mode or because something forbids a start.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>Transitions from motion, of a policy or a human, to a hold or a stop.</summary>
    public long HoldCount { get; private set; }

    /// <summary>Takeovers by a human.</summary>
    public long TakeoverCount { get; private set; }

    /// <summary>Whether the arm stands and the loop may end.</summary>
    public bool IsShutDown { get; private set; }

    /// <summary>Whether an operator resumed a protective stop in the last decision.</summary>
    public bool WasResumed { get; private set; }

    /// <summary>Whether a task began in the last decision, from idle or anew from the safe pose.</summary>
    public bool WasStarted { get; private set; }

    /// <summary>Whether a command that begins a task, or gives it another goal, was obeyed in the last decision.</summary>
    public bool WasTasked { get; private set; }

    /// <summary>Whether the arm is on its way to the safe pose.</summary>
    public bool IsRetrying => _isRetrying;

    /// <summary>Whether only an operator leads out of this mode.</summary>
    public bool NeedsOperator => _needsOperator;

    /// <summary>Whether a task has begun and not ended.</summary>
    public bool HasTask => _hasTask;

    /// <summary>Whether a policy may be exchanged for another: nothing moves, and no task would go on with it.</summary>
    public bool MayEquip => Mode == ControlMode.Idle;

    /// <summary>Whether a further command can be taken before the next decision.</summary>
    public bool HasRoom => !_requests.IsFull;

    public bool IsRunning => Mode == ControlMode.Running;

    public bool IsHuman => Mode == ControlMode.Human;

    public void Request(LoopCommand command, long ticket) => _requests.Add(command, ticket);

    public void RequestStop(StopKind kind, StopCause cause) => _requests.AddStop(kind, cause);

    public void RequestShutdown() => _shutdownRequested = true;

    /// <summary>A bug inside a stage: a protective stop, unless a harder one holds or nothing moves.</summary>
    /// <param name="mayEnd">Whether a shutdown waits and the arm stands: a bug must not keep the loop alive for ever.</param>
    public void Fail(bool mayEnd)
    {
        var before = Mode;

        // The bug may come again in every tick, so a stop that was requested in this one does not wait for the next decision.
        if (_requests.TryTakeStop(out var kind, out var cause) && kind == StopKind.Emergency)
            Take(LoopEvent.EmergencyRequest, cause, -1, needsOperator: true);
        Take(LoopEvent.InternalError, StopCause.InternalError, -1, needsOperator: true);
        Count(before);
        while (_requests.TryTake(out _, out var ticket))
            Refuse(StopCause.InternalError, ticket);
        IsShutDown |= mayEnd;
    }

    public Authority Decide(in ArbiterInput input)
    {
        WasResumed = WasStarted = WasTasked = false;
        _hasChanged = false;
        _latched = Mode == ControlMode.EmergencyStop ? Cause : StopCause.None;
        var before = Mode;
        var seed = _blind.Look(Mode, input);
        if (!Blocker(input).IsNone || !input.Demand.IsNone)
            _clearSinceNs = input.NowNs;

        while (_requests.TryTake(out var command, out var ticket))
            seed |= Obey(command, ticket, input);
        seed |= Listen(input);
        if (_requests.TryTakeStop(out var kind, out var cause))
            Stop(kind, cause, -1);
        if (!input.Demand.IsNone)
            Stop(input.Demand.Kind, input.Demand.Cause, input.Demand.Culprit);
        if (_shutdownRequested)
            ShutDown(input);
        React(input);
        Count(before);

        // What the schedule says in the tick that begins an epoch, it says of the epoch before: a hand-back must not execute what was
        // computed in shadow.
        var source = _hasChanged && Mode == ControlMode.Running ? CommandSource.Hold : Source(input);
        return new Authority(source, _hasChanged, seed && Mode != ControlMode.Idle);
    }

    /// <summary>What forbids to go on. What the arm reports after it was out of sight must be plausible too, as at a start.</summary>
    private TickFault Blocker(in ArbiterInput input) => _blind.IsSilent ? input.StartBlock : input.Fault;

    private bool Obey(LoopCommand command, long ticket, in ArbiterInput input)
    {
        switch (command)
        {
            case LoopCommand.StartTask:
                return Start(ticket, input);
            case LoopCommand.StopTask:
                End(ticket);
                return false;
            case LoopCommand.Resume:
                Resume(ticket, input);
                return false;
            case LoopCommand.Retry:
                Retry(ticket, input);
                return false;
            case LoopCommand.ResetEmergencyStop:
                Reset(ticket, input);
                return false;
            case LoopCommand.TakeOver:
                return TakeOver(ticket, input);
            case LoopCommand.HandBack:
                HandBack(_hasTask ? LoopEvent.HandBack : LoopEvent.HandBackIdle, ticket);
                return false;
            case LoopCommand.HandBackToHold:
                HandBack(LoopEvent.HandBackToHold, ticket);
                return false;
            case LoopCommand.Retask:
                Retask(ticket);
                return false;
            default:
                Refuse(StopCause.InternalError, ticket);
                return false;
        }
    }

    private bool Start(long ticket, in ArbiterInput input)
    {
        var refusal = Mode != ControlMode.Idle ? Cause
            : _latched != StopCause.None ? _latched
            : _shutdownRequested ? StopCause.Shutdown
            : !input.Demand.IsNone ? input.Demand.Cause
            : input.StartBlock.Cause;
        if (refusal != StopCause.None || !Command(LoopEvent.Start, StopCause.None, ticket))
        {
            if (refusal != StopCause.None)
                Refuse(refusal, ticket);
            return false;
        }

        _hasTask = WasStarted = WasTasked = true;
        return true;
    }

    private void End(long ticket)
    {
        if (!Command(LoopEvent.End, StopCause.TaskEnded, ticket))
            return;
        _isEnding = true;
        _hasTask = false;
    }

    private void Resume(long ticket, in ArbiterInput input)
    {
        if (!MayGoOn(ticket, input) || !Command(_hasTask ? LoopEvent.Resume : LoopEvent.ResumeIdle, StopCause.None, ticket))
            return;
        _isEnding = !_hasTask;
        Cause = _isEnding ? StopCause.TaskEnded : StopCause.None;
        WasResumed = true;
    }

    /// <summary>The arm moves while the mode stays a hold, so everything that stops a hold from going on breaks it off.</summary>
    private void Retry(long ticket, in ArbiterInput input)
    {
        if (input.SafePose == SafePoseProgress.None)
        {
            Refuse(StopCause.NoSafePose, ticket);
            return;
        }

        if (!_hasTask)
        {
            Refuse(Cause, ticket);
            return;
        }

        if (MayGoOn(ticket, input) && Command(LoopEvent.Retry, StopCause.Retrying, ticket))
            _isRetrying = true;
    }

    /// <summary>Whether an operator may lead out of a hold or a stop now; refuses otherwise.</summary>
    private bool MayGoOn(long ticket, in ArbiterInput input)
    {
        var blocker = Blocker(input);
        if (_needsOperator && !_isEnding && input.IsStandstill && blocker.IsNone && input.Demand.IsNone)
            return true;
        Refuse(!blocker.IsNone ? blocker.Cause : !input.Demand.IsNone ? input.Demand.Cause : Cause, ticket);
        return false;
    }

    /// <summary>The mode stays, and yet an epoch begins; a hold or a stop leads to a new one anyway.</summary>
    private void Retask(long ticket)
    {
        if (!_hasTask)
            Refuse(Cause, ticket);
        else if (Command(LoopEvent.Retask, Cause, ticket))
        {
            WasTasked = true;
            _hasChanged |= Mode is ControlMode.Running or ControlMode.Human;
        }
    }

    private void Reset(long ticket, in ArbiterInput input)
    {
        if (Mode == ControlMode.EmergencyStop && (!input.IsStandstill || input.Demand.Kind == StopKind.Emergency))
        {
            Refuse(Cause, ticket);
            return;
        }

        if (Command(LoopEvent.Reset, StopCause.None, ticket))
            _hasTask = false;
    }

    /// <summary>A human takes over where the arm is. Cameras and policy do not matter to a human, the arm's own faults do.</summary>
    private bool TakeOver(long ticket, in ArbiterInput input)
    {
        var refusal = _latched != StopCause.None ? _latched
            : _shutdownRequested ? StopCause.Shutdown
            : !input.Demand.IsNone ? input.Demand.Cause
            : !input.ArmFault.IsNone ? input.ArmFault.Cause
            : input.CanFollow ? StopCause.None
            : StopCause.JointStateInvalid;
        if (refusal != StopCause.None)
        {
            Refuse(refusal, ticket);
            return false;
        }

        // Where nothing was commanded the command begins at the measured position; else it goes on from where it is.
        var wasSilent = Mode == ControlMode.Idle;
        var before = Mode;
        if (!Command(LoopEvent.TakeOver, StopCause.Takeover, ticket))
            return false;
        if (before != ControlMode.Human)
            TakeoverCount++;
        return wasSilent;
    }

    private void HandBack(LoopEvent happened, long ticket)
    {
        var cause = happened switch
        {
            LoopEvent.HandBack => StopCause.None,
            LoopEvent.HandBackIdle => StopCause.TaskEnded,
            _ => StopCause.OperatorRequest,
        };
        if (!Command(happened, cause, ticket))
            return;
        _isEnding = happened == LoopEvent.HandBackIdle;
        _needsOperator = happened == LoopEvent.HandBackToHold;
    }

    private bool Listen(in ArbiterInput input)
    {
        switch (input.Human)
        {
            case HumanAsk.TakeOver:
                return TakeOver(ticket: 0, input);
            case HumanAsk.HoldSilent:
                Stop(StopKind.Hold, StopCause.HumanSilent, -1);
                return false;
            case HumanAsk.HoldInvalid:
                Stop(StopKind.Hold, StopCause.HumanInputInvalid, -1);
                return false;
            default:
                return false;
        }
    }

    private void Stop(StopKind kind, StopCause cause, int culprit)
    {
        // What is on its way to idle stands still anyway; only a latched stop has something to add.
        if (_isEnding && kind != StopKind.Emergency)
            return;
        var happened = kind switch
        {
            StopKind.Emergency => LoopEvent.EmergencyRequest,
            StopKind.Protective => LoopEvent.ProtectiveRequest,
            _ => LoopEvent.HoldRequest,
        };
        Take(happened, cause, culprit, needsOperator: true);
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
            Take(LoopEvent.Shutdown, StopCause.Shutdown, -1, needsOperator: true);
            _isEnding = true;
            _finalTicks = FinalHoldCommands;
        }

        // The hold command goes out a few times at standstill, since a best-effort receiver may miss one.
        if (input.IsStandstill && --_finalTicks < 0)
        {
            IsShutDown = true;
            Take(LoopEvent.CameToRest, StopCause.Shutdown, -1, needsOperator: false);
        }
    }

    private void React(in ArbiterInput input)
    {
        switch (Mode)
        {
            case ControlMode.Running when !input.Fault.IsNone && (input.Fault.NeedsOperator || !IsHeld(input)):
                Take(input.Fault, input.Fault.NeedsOperator);
                break;
            case ControlMode.Running when IsHeld(input):
                Take(LoopEvent.Prediction, input.Prediction, -1, needsOperator: true);
                break;
            case ControlMode.Human when !input.ArmFault.IsNone:
                // A policy must not go on by itself where a human was in command.
                Take(input.ArmFault, needsOperator: true);
                break;
            case ControlMode.Holding when _isEnding:
                if (Cause == StopCause.TaskEnded && input.IsStandstill)
                    Take(LoopEvent.CameToRest, StopCause.TaskEnded, -1, needsOperator: false);
                break;
            case ControlMode.Holding when input.Fault.NeedsOperator:
                Take(input.Fault, needsOperator: true);
                break;
            case ControlMode.Holding when _isRetrying:
                Approach(input);
                break;
            case ControlMode.Holding when !_needsOperator:
                if (Blocker(input) is { IsNone: false } blocker)
                    (Cause, Culprit) = (blocker.Cause, blocker.Culprit);
                else if (input.IsStandstill && input.NowNs - _clearSinceNs >= _resumeDelayNs)
                    Take(LoopEvent.CauseGone, StopCause.None, -1, needsOperator: false);
                break;
        }
    }

    /// <summary>
    /// Whether the failure monitor holds the policy. Where an epoch begins in this very decision, what was judged is thrown away anyway.
    /// </summary>
    private bool IsHeld(in ArbiterInput input) => input.Prediction != StopCause.None && !_hasChanged;

    /// <summary>On the way to the safe pose: a fault breaks it off, and nothing but an operator begins it again.</summary>
    private void Approach(in ArbiterInput input)
    {
        if (Blocker(input) is { IsNone: false } blocker)
        {
            Take(LoopEvent.RetryBroken, blocker.Cause, blocker.Culprit, needsOperator: true);
        }
        else if (input.SafePose == SafePoseProgress.Overdue)
        {
            Take(LoopEvent.RetryBroken, StopCause.RetryTimedOut, -1, needsOperator: true);
        }
        else if (input.SafePose == SafePoseProgress.Reached && input.IsStandstill)
        {
            Take(LoopEvent.SafePoseReached, StopCause.None, -1, needsOperator: false);
            WasStarted = WasResumed = true;
        }
    }

    private CommandSource Source(in ArbiterInput input) => Mode switch
    {
        ControlMode.Idle => CommandSource.None,
        ControlMode.EmergencyStop => input.IsStandstill ? CommandSource.None : CommandSource.Hold,
        ControlMode.Running => input.Schedule == ScheduleStatus.Active ? CommandSource.Policy : CommandSource.Hold,
        ControlMode.Human => input.HumanEngaged ? CommandSource.Human : CommandSource.Hold,
        _ when _blind.IsSilent => CommandSource.None,
        _ when input.Fault.Cause == StopCause.NoCommandReceiver && input.IsStandstill && input.CanFollow =>
            CommandSource.Follow,
        ControlMode.ProtectiveStop when Cause == StopCause.TrackingError => CommandSource.Retreat,
        ControlMode.Holding when _isRetrying => CommandSource.Retreat,
        _ => CommandSource.Hold,
    };

    /// <summary>A command whose conditions are met; the table has the last word.</summary>
    private bool Command(LoopEvent happened, StopCause cause, long ticket)
    {
        if (ModeTable.Next(Mode, happened).Kind == ModeStepKind.Refuse || (_isEnding && _shutdownRequested))
        {
            Refuse(Cause, ticket);
            return false;
        }

        Take(happened, cause, -1, needsOperator: false);
        Answer(true, StopCause.None, ticket);
        return true;
    }

    private void Take(in TickFault fault, bool needsOperator) => Take(
        fault.NeedsOperator ? LoopEvent.SevereFault : LoopEvent.Fault, fault.Cause, fault.Culprit, needsOperator);

    private void Take(LoopEvent happened, StopCause cause, int culprit, bool needsOperator)
    {
        var step = ModeTable.Next(Mode, happened);
        if (step.Kind != ModeStepKind.Enter)
            return;
        _hasChanged |= step.Mode != Mode;
        (Mode, Cause, Culprit) = (step.Mode, cause, culprit);
        _needsOperator = needsOperator;
        _isEnding = _isRetrying = false;
        if (Mode == ControlMode.Idle)
            _hasTask = false;
    }

    private void Refuse(StopCause cause, long ticket)
    {
        Answer(false, cause, ticket);
        RefusedCount++;
    }

    private void Answer(bool accepted, StopCause refusal, long ticket)
    {
        LastRefusal = refusal;
        if (ticket > 0)
            (LastTicket, TicketAccepted, TicketRefusal) = (ticket, accepted, refusal);
    }

    private void Count(ControlMode before)
    {
        var moved = before is ControlMode.Running or ControlMode.Human;
        if (moved && Mode is not (ControlMode.Running or ControlMode.Human))
            HoldCount++;
    }

    private const int FinalHoldCommands = BlindHold.FinalHoldCommands;
}
