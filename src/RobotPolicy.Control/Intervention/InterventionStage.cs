using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Intervention;

/// <summary>
/// Takes a human's frames, in order and none left out, and turns them into a target that moves on from where the arm is. Decides
/// when the human's stream asks for command: at the moment in which the dead-man switch of the armed source is closed. Control
/// thread; allocates nothing after it was created.
/// <para>
/// After a hold the switch must be opened and closed anew, so that a switch that is still pressed does not start motion by itself.
/// </para>
/// </summary>
internal sealed class InterventionStage
{
    // A leader has been caught up with when the arm is this close, as a fraction of what the tracking may be off by.
    private const double CaughtUp = 0.1;

    private readonly HumanInput _input;
    private readonly LeaderTrack _leader;
    private readonly double[] _values;
    private readonly double[] _near;
    private readonly double _takeoverSpeed;
    private readonly double _periodSeconds;
    private readonly long _silenceNs;
    private long _arming;
    private long _invalid;
    private long _newestNs;
    private ulong _joints;
    private HumanFrameKind _kind;
    private bool _isHuman;
    private bool _engaged;
    private bool _wasOpen = true;
    private bool _approaching;
    private long _total;
    private ulong _sequence;

    /// <param name="input">Where frames come from.</param>
    /// <param name="maxTrackingError">What each joint may be off by; rad or m.</param>
    /// <param name="period">Time from one tick to the next.</param>
    /// <param name="options">Silence and speed.</param>
    public InterventionStage(HumanInput input, IReadOnlyList<double> maxTrackingError, TimeSpan period, InterventionOptions options)
    {
        _input = input;
        _near = [.. maxTrackingError.Select(error => CaughtUp * error)];
        _values = new double[_near.Length];
        _leader = new LeaderTrack(_near.Length, options.MaxSpread.ToNanoseconds());
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
    /// <returns>What the stream asks of the mode.</returns>
    public HumanAsk Step(long nowNs, bool isHuman, ReadOnlySpan<double> command)
    {
        var ask = Changes(nowNs, isHuman);
        var taken = 0;
        while (_input.TryTake(out var frame, _values))
        {
            // What was sent before another source was armed is nobody's command.
            if (frame.Source != _input.Armed)
                continue;
            taken++;
            var closes = frame.Engaged && (_wasOpen || (_isHuman && !_engaged));
            if (closes && !isHuman)
                ask = HumanAsk.TakeOver;
            Take(frame, closes && (isHuman || _wasOpen), command);
        }

        if (isHuman && ask == HumanAsk.None && _total > 0 && nowNs - _newestNs > _silenceNs)
            ask = HumanAsk.HoldSilent;
        _total += isHuman || ask == HumanAsk.TakeOver ? taken : 0;
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
                var speed = (_joints >> joint & 1) != 0 ? _values[joint] : 0;
                target[joint] = command[joint] + (speed * _periodSeconds);
                velocity[joint] = speed;
            }

            return;
        }

        _leader.Sample(nowNs, target, velocity);
        if (_approaching && IsNear(command, target))
            _approaching = false;
    }

    /// <summary>Notes a change of who is in command, of the armed source, and frames that were no commands.</summary>
    private HumanAsk Changes(long nowNs, bool isHuman)
    {
        var arming = _input.ArmingCount;
        var invalid = _input.InvalidCount;
        var ask = isHuman && invalid != _invalid ? HumanAsk.HoldInvalid : HumanAsk.None;
        _invalid = invalid;
        if (isHuman && !_isHuman)
            _newestNs = nowNs;
        if (!isHuman && _isHuman)
        {
            (_total, _wasOpen, _engaged) = (0, false, false);
        }

        _isHuman = isHuman;
        if (arming == _arming)
            return ask;

        // A switch that another source held closed says nothing about this one; whoever is in command must show a sign of life anew.
        _arming = arming;
        (_wasOpen, _engaged) = (true, false);
        return ask;
    }

    private void Take(in HumanFrame frame, bool closes, ReadOnlySpan<double> command)
    {
        _newestNs = frame.ReceivedNs;
        _sequence = frame.Sequence;
        if (!frame.Engaged)
        {
            (_wasOpen, _engaged) = (true, false);
            return;
        }

        if (!closes && !_engaged)
            return;
        var isReferenced = closes || !_engaged || frame.Kind != _kind;
        (_wasOpen, _engaged) = (false, true);
        (_kind, _joints) = (frame.Kind, frame.Joints);
        if (frame.Kind == HumanFrameKind.Jog)
            return;
        if (isReferenced)
        {
            _approaching = frame.Kind == HumanFrameKind.AbsoluteTarget;
            _leader.Reference(frame, _values, command);
        }
        else
        {
            _leader.Add(frame, _values);
        }
    }

    private bool IsNear(ReadOnlySpan<double> command, ReadOnlySpan<double> target)
    {
        for (var joint = 0; joint < command.Length; joint++)
            if (Math.Abs(command[joint] - target[joint]) > _near[joint])
                return false;
        return true;
    }
}
