using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Intervention;

/// <summary>
/// Takes a human's frames, in order and none left out, and turns them into a target that moves on from where the arm is. Decides
/// when the human's stream asks for command: at the moment in which the dead-man switch of the armed source is closed. Control
/// thread; allocates nothing after it was created.
/// <para>
/// After a hold the switch must be opened and closed anew, so that a switch that is still pressed does not start motion by itself. A
/// switch on a topic must have been seen open since it was armed, because it may be stuck; a stream of the API begins with a frame
/// that its operator has just sent.
/// </para>
/// </summary>
internal sealed class InterventionStage
{
    // A leader has been caught up with when the arm is this close, as a fraction of what the tracking may be off by.
    private const double CaughtUp = 0.1;

    private readonly HumanInput _input;
    private readonly TickInputs? _inputs;
    private readonly LeaderTrack _leader;
    private readonly double[] _next;
    private readonly double[] _jog;
    private readonly double[] _near;
    private readonly double[] _acceleration;
    private readonly double[] _stand;
    private readonly double _takeoverSpeed;
    private readonly double _periodSeconds;
    private readonly long _silenceNs;
    private long _arming;
    private long _unusable;
    private long _newestNs;
    private HumanFrameKind _kind;
    private bool _isHuman;
    private bool _engaged;
    private bool _wasOpen;
    private bool _approaching;
    private long _total;
    private ulong _sequence;

    /// <param name="input">Where frames come from.</param>
    /// <param name="joints">The robot's joints.</param>
    /// <param name="period">Time from one tick to the next.</param>
    /// <param name="options">Silence and speed.</param>
    /// <param name="inputs">Where what is taken is noted; nowhere unless told.</param>
    public InterventionStage(
        HumanInput input, IReadOnlyList<JointDescription> joints, TimeSpan period, InterventionOptions options, TickInputs? inputs = null)
    {
        _input = input;
        _inputs = inputs;
        _near = [.. joints.Select(joint => CaughtUp * joint.MaxTrackingError)];
        _acceleration = [.. joints.Select(joint => joint.MaxAcceleration)];
        _next = new double[joints.Count];
        _jog = new double[joints.Count];
        _stand = new double[joints.Count];
        _leader = new LeaderTrack(joints.Count, options.MaxSpread.ToNanoseconds());
        _takeoverSpeed = options.TakeoverSpeed;
        _periodSeconds = period.TotalSeconds;
        _silenceNs = options.Silence.ToNanoseconds();
    }

    /// <summary>What the stream said in the last step.</summary>
    public HumanSample Sample { get; private set; }

    /// <summary>Takes in what has arrived.</summary>
    /// <param name="nowNs">Now.</param>
    /// <param name="isHuman">Whether the human is in command.</param>
    /// <param name="command">The last command, from which a clutch is referenced.</param>
    /// <param name="velocity">Its velocity.</param>
    /// <returns>What the stream asks of the mode.</returns>
    public HumanAsk Step(long nowNs, bool isHuman, ReadOnlySpan<double> command, ReadOnlySpan<double> velocity)
    {
        var ask = Changes(nowNs, isHuman);
        Rearm(_input.ArmingCount);
        var taken = 0;

        // As many as fit the queue: a sender that fills it while it is emptied does not keep the tick.
        for (var left = HumanInput.Capacity; left > 0 && _input.TryTake(out var frame, out var arming, _next); left--)
        {
            // What was sent before another sender was armed is nobody's command, even where both are of one source.
            var armed = _input.ArmingCount;
            if (Rearm(armed) && ask == HumanAsk.TakeOver)
                ask = HumanAsk.None;
            _inputs?.Add(frame, arming, _next);
            if (arming != armed)
                continue;
            taken++;
            if (Closes(frame, nowNs, isHuman || ask == HumanAsk.TakeOver))
            {
                ask = isHuman ? ask : HumanAsk.TakeOver;
                StandFrom(command, velocity);
                Take(frame, isReferenced: true);
            }
            else if (_engaged)
            {
                // A clutch after a jog begins where the jog has led.
                if (frame.Kind != _kind)
                    StandFrom(command, velocity);
                Take(frame, frame.Kind != _kind);
            }
        }

        if (isHuman && ask == HumanAsk.None && _total > 0 && nowNs - _newestNs > _silenceNs)
            ask = HumanAsk.HoldSilent;
        _total += isHuman || ask == HumanAsk.TakeOver ? taken : 0;
        _inputs?.See(_input.Armed, _arming, _unusable);
        Sample = new HumanSample(_engaged, taken, _total, _sequence, _approaching ? _takeoverSpeed : 1);
        return ask;
    }

    /// <summary>The target of this tick. Call it only where the sample is engaged and the human is in command.</summary>
    /// <param name="nowNs">Now.</param>
    /// <param name="command">The last command.</param>
    /// <param name="target">Receives positions, rad or m.</param>
    /// <param name="velocity">Receives the velocity with which the target moves on.</param>
    public void Target(long nowNs, ReadOnlySpan<double> command, Span<double> target, Span<double> velocity)
    {
        if (_kind == HumanFrameKind.Jog)
        {
            for (var joint = 0; joint < target.Length; joint++)
            {
                target[joint] = command[joint] + (_jog[joint] * _periodSeconds);
                velocity[joint] = _jog[joint];
            }

            return;
        }

        _leader.Sample(nowNs, target, velocity);
        if (_approaching && IsNear(command, target))
            _approaching = false;
    }

    /// <summary>Notes a change of who is in command, and frames that were no commands or were lost.</summary>
    private HumanAsk Changes(long nowNs, bool isHuman)
    {
        var unusable = _input.InvalidCount + _input.LostCount;
        var ask = isHuman && unusable != _unusable ? HumanAsk.HoldInvalid : HumanAsk.None;
        _unusable = unusable;
        if (isHuman && !_isHuman)
            _newestNs = nowNs;

        // A takeover that was refused, or a hold, leaves nothing that a later takeover by command could go on with.
        if (!isHuman)
            (_total, _engaged) = (0, false);
        _isHuman = isHuman;
        return ask;
    }

    /// <summary>
    /// Notes that a sender was armed: a switch that another one held closed says nothing about this one's, and whoever is in command
    /// must show a sign of life anew.
    /// </summary>
    private bool Rearm(long arming)
    {
        if (arming == _arming)
            return false;
        _arming = arming;
        (_wasOpen, _engaged) = (_input.Armed == HumanSource.Api, false);
        return true;
    }

    /// <summary>
    /// Whether a frame closes the dead-man switch, and may. One that has waited for longer than a silence may, because ticks failed or
    /// stood still, says nothing about now.
    /// </summary>
    private bool Closes(in HumanFrame frame, long nowNs, bool isInCommand)
    {
        _newestNs = frame.ReceivedNs;
        _sequence = frame.Sequence;
        if (!frame.Engaged)
        {
            (_wasOpen, _engaged) = (true, false);
            return false;
        }

        if (nowNs - frame.ReceivedNs > _silenceNs)
            return false;
        var closes = !_engaged && (isInCommand || _wasOpen);
        _wasOpen = false;
        _engaged |= closes;
        return closes;
    }

    private void Take(in HumanFrame frame, bool isReferenced)
    {
        _kind = frame.Kind;
        if (frame.Kind == HumanFrameKind.Jog)
        {
            _approaching = false;
            for (var joint = 0; joint < _jog.Length; joint++)
                _jog[joint] = (frame.Joints >> joint & 1) != 0 ? _next[joint] : 0;
            return;
        }

        if (isReferenced)
            _approaching = false;
        var isFirst = isReferenced || _leader.Add(frame, _next);
        if (isReferenced)
            _leader.Reference(frame, _next, _stand);
        _approaching |= isFirst && frame.Kind == HumanFrameKind.AbsoluteTarget;
    }

    /// <summary>
    /// Where the arm comes to a standstill along its path, as fast as the limits allow: v·dt·Σ(1 − k·q) for k = 1, 2, … while it is
    /// positive, q being the share of the speed that the tightest joint can lose in a tick. Referenced anywhere else, a clutch would
    /// pull the arm back to where it was when the human took over.
    /// </summary>
    private void StandFrom(ReadOnlySpan<double> command, ReadOnlySpan<double> velocity)
    {
        var share = 1.0;
        for (var joint = 0; joint < _stand.Length; joint++)
            if (Math.Abs(velocity[joint]) * share > _acceleration[joint] * _periodSeconds)
                share = _acceleration[joint] * _periodSeconds / Math.Abs(velocity[joint]);
        var ticks = Math.Floor(1 / share);
        var way = _periodSeconds * (ticks - (share * ticks * (ticks + 1) / 2));
        for (var joint = 0; joint < _stand.Length; joint++)
            _stand[joint] = command[joint] + (way * velocity[joint]);
    }

    private bool IsNear(ReadOnlySpan<double> command, ReadOnlySpan<double> target)
    {
        for (var joint = 0; joint < command.Length; joint++)
            if (Math.Abs(command[joint] - target[joint]) > _near[joint])
                return false;
        return true;
    }
}
