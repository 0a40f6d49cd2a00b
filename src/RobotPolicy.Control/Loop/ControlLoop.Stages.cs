using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Safety;

namespace RobotPolicy.Control.Loop;

/// <content>The stages of a tick, in the order in which it runs them. Control thread alone.</content>
public sealed partial class ControlLoop
{
    /// <summary>Takes in what other threads asked for, and finds out whether the tick comes too late.</summary>
    private TickFault Begin(long nowNs)
    {
        _tick.LatenessNs = _tick.Index == 0 ? 0 : nowNs - _tick.TimeNs - _periodNs;
        _tick.Index++;
        _tick.TimeNs = nowNs;
        _inputs.Clear();
        while (_arbiter.HasRoom && _commands.TryDequeue(out var request))
        {
            _inputs.Add(request.Command);
            _arbiter.Request(request.Command, request.Ticket);
        }

        if (_stops.TryTake(out var kind, out var cause))
        {
            _inputs.Stop(kind, cause);
            _arbiter.RequestStop(kind, cause);
        }

        if (_shutdownRequested)
        {
            _inputs.ShutDown();
            _arbiter.RequestShutdown();
        }

        if (_exchange.TryTake(out var policy, out var ticket))
        {
            (_equipTicket, _equipAccepted) = (ticket, _arbiter.MayEquip);
            _inputs.Offer(_equipAccepted);
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
        _tick.ReceiverCount = _read.ReceiverCount;
        _tick.JointInvalidCount = _read.JointInvalidCount;
        _tick.HasJointState = _read.HasJointState;
        _tick.JointStateAgeNs = _read.JointStateAgeNs;
        return fault;
    }

    /// <summary>schedule: the inference's answer, the executor's target, the next request. A human's takeover leaves it in shadow.</summary>
    private TickFault Schedule(long nowNs)
    {
        _prediction = StopCause.None;
        if (_schedule is null)
        {
            (_tick.Schedule, _tick.Answer, _tick.DelayNs, _tick.Failure) = (default, null, 0, default);
            return TickFault.None;
        }

        var fault = _schedule.Step(nowNs, _arbiter.IsRunning || (_arbiter.IsHuman && _arbiter.HasTask), _target, _targetVelocity);
        _tick.Schedule = _schedule.Sample;
        _tick.Answer = _schedule.Answer;
        _tick.Acceptance = _schedule.Acceptance;
        _tick.DelayNs = _schedule.DelayNs;
        if (_tick.Answer is { Outcome: InferenceOutcome.Ok } answer && _tick.Acceptance == ChunkAcceptance.Accepted)
            Judge(answer);
        if (_tick.Answer is { Outcome: InferenceOutcome.Chosen } choice && choice.Request.Epoch == _epochs.Current)
            _tick.Signals = choice.Chunk.Signals;
        _tick.Failure = _failure.Report;
        return fault;
    }

    /// <summary>What is said about a chunk that is to be executed. A policy in shadow is judged as well, and stops nobody.</summary>
    private void Judge(InferenceResult answer)
    {
        _tick.Signals = answer.Chunk.Signals;
        var hold = _failure.Take(answer);
        if (_arbiter.IsRunning)
            _prediction = hold;
    }

    /// <summary>correct: the policy's residual on its target, and an operator's.</summary>
    private void Correct(long nowNs)
    {
        var isActive = _tick.Schedule.Status == ScheduleStatus.Active;
        _tick.Corrected = isActive && _correct.Step(nowNs, _tick.Positions, _tick.Velocities, _target);
        _tick.ResidualLimited = isActive && _correct.IsLimited;
    }

    /// <summary>arbitrate: policy, human, hold, or nobody.</summary>
    private Authority Arbitrate(long nowNs, TickFault fault, in TickFault armFault)
    {
        if (_tick.Schedule.Status == ScheduleStatus.Active && !Finite.All(_target))
            fault = fault.Or(new TickFault(StopCause.NonFiniteAction, -1));
        var implausible = _read.HasJointState ? _read.FindImplausibleJoint() : -1;
        _startBlock = implausible < 0 ? fault : fault.Or(new TickFault(StopCause.JointStateInvalid, implausible));
        if (_schedule is null)
            _startBlock = _startBlock.Or(new TickFault(StopCause.NoPolicy, -1));
        var ask = Listen(nowNs);
        _tick.Demand = Demand(nowNs);
        var wasRetrying = _arbiter.IsRetrying;
        var authority = _arbiter.Decide(new ArbiterInput(
            nowNs, fault, armFault, _startBlock, _tick.Demand, ask, _tick.Human.Engaged, _filter.IsStandstill,
            _read.IsJointStateFresh && implausible < 0, _tick.Schedule.Status, _prediction,
            _safePose.Look(nowNs, wasRetrying, _filter.Position, _tick.Positions)));
        if (authority.Seed)
            _filter.Reset(_tick.Positions);
        if (_arbiter.WasTasked)
            _failure.Latch();
        if (_arbiter.IsRetrying && !wasRetrying)
            _safePose.Begin(nowNs, _filter.Position);
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
                _tick.Verdict = _filter.Step(_target, _targetVelocity, _failure.SpeedScale);
                break;
            case CommandSource.Human:
                _intervention!.Target(nowNs, _filter.Position, _humanTarget, _humanVelocity);
                _tick.Verdict = _filter.Step(_humanTarget, _humanVelocity, _tick.Human.SpeedScale);
                break;
            case CommandSource.Retreat:
                _tick.Verdict = _filter.Step(_arbiter.IsRetrying ? _safePose.Pose : _retreat, _standing, _retreatSpeed);
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
        _schedule?.Begin(nowNs, epoch, _filter.Position, _arbiter.WasStarted && _arbiter.IsRunning);
        _correct.Reset(epoch);
        _failure.Begin(epoch);
        _tick.Signals = PolicySignals.None;
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
        _failure.Adopt(policy?.HasMonitor ?? false);
        _correct.Adopt(policy?.Correction, policy?.MaxResiduals ?? []);
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
            DelayForecastNs = _schedule?.Forecast.DelayNs ?? 0,
            HoldCount = _arbiter.HoldCount,
            MissedDeadlineCount = _missedDeadlines,
            DiscardedChunkCount = _discarded + (_schedule?.DiscardedCount ?? 0),
            Signals = _tick.Signals,
            HasMonitor = _failure.HasMonitor,
            Failure = _tick.Failure,
            LastAlarm = _failure.LastAlarm,
            AlarmCount = _failure.AlarmCount,
            MonitorDegradedCount = _failure.DegradedCount,
            SentCount = _sent,
            UnsentCount = _unsent,
            SinkFailureCount = _sinkFailures,
            InternalErrorCount = _internalErrors,
        },
        _tick.Positions,
        _tick.Command,
        _tick.Target,
        _tick.CameraAgesNs);
}
