namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>
/// Finds stretches of one task in which nobody moves the arm, or in which it moves without getting anywhere. One thread; begun anew for each
/// task. The rules are our own: idle is slower than 1 % of every joint's speed limit for a second; without progress is a way of at least a
/// twentieth of the joints' ranges within four seconds in which the arm never gets farther than 15 % of it from where it was or, where the policy states its progress,
/// motion in which that grows by less than 0.01 in four seconds.
/// </summary>
public sealed class MotionWatch
{
    /// <summary>Share of the speed limit below which a joint stands.</summary>
    public const double StandingShare = 0.01;

    /// <summary>Shortest time without motion that is told, seconds.</summary>
    public const double MinIdleSeconds = 1;

    /// <summary>Time over which progress is judged, seconds.</summary>
    public const double WindowSeconds = 4;

    private const double SamplePeriod = 0.1;
    private const double MinWay = 0.05;
    private const double MaxShareAway = 0.15;
    private const double MinProgress = 0.01;

    private readonly Action<SegmentKind, double, double> _found;
    private readonly double[] _scale;
    private readonly Queue<(double Seconds, double[] Position, double Way, float Progress)> _window = [];
    private double _way;
    private double _idleSince = double.NaN;
    private double _afterSince = double.NaN;
    private (double From, double To) _stuck = (double.NaN, double.NaN);
    private double _last = double.NaN;
    private double[]? _before;

    /// <summary>Begins a task.</summary>
    /// <param name="scale">What one is of each joint, such as its range; more than 0.</param>
    /// <param name="found">Told of each stretch: kind, beginning and end.</param>
    public MotionWatch(double[] scale, Action<SegmentKind, double, double> found) => (_scale, _found) = (scale, found);

    /// <summary>Adds a tick in which policy or human is in command.</summary>
    /// <param name="seconds">When.</param>
    /// <param name="speed">Greatest commanded speed of a joint, as a share of its limit.</param>
    /// <param name="position">Commanded positions.</param>
    /// <param name="progress">As the policy states it; NaN where it does not.</param>
    /// <param name="hasSucceeded">Whether the task has succeeded already.</param>
    public void Add(double seconds, double speed, ReadOnlySpan<double> position, float progress, bool hasSucceeded)
    {
        if (!double.IsFinite(speed) || position.Length != _scale.Length)
            return;
        _last = seconds;
        var stands = speed < StandingShare;
        if (stands && double.IsNaN(_idleSince))
            _idleSince = seconds;
        else if (!stands)
            EndIdle(seconds);
        if (hasSucceeded && !stands && double.IsNaN(_afterSince))
            _afterSince = seconds;
        if (stands)
            EndAfter(seconds);
        Sample(seconds, position, progress, stands);
    }

    /// <summary>Somebody else has the arm, such as a hold, or the task is over.</summary>
    public void Break()
    {
        if (double.IsNaN(_last))
            return;
        EndIdle(_last);
        EndAfter(_last);
        EndStuck();
        _window.Clear();
        (_before, _last) = (null, double.NaN);
    }

    private void EndIdle(double seconds)
    {
        if (seconds - _idleSince >= MinIdleSeconds)
            _found(SegmentKind.Idle, _idleSince, seconds);
        _idleSince = double.NaN;
    }

    private void EndAfter(double seconds)
    {
        if (seconds - _afterSince >= MinIdleSeconds / 2)
            _found(SegmentKind.AfterSuccess, _afterSince, seconds);
        _afterSince = double.NaN;
    }

    private void EndStuck()
    {
        if (!double.IsNaN(_stuck.From))
            _found(SegmentKind.NoProgress, _stuck.From, _stuck.To);
        _stuck = (double.NaN, double.NaN);
    }

    private void Sample(double seconds, ReadOnlySpan<double> position, float progress, bool stands)
    {
        if (_window.Count > 0 && seconds - _window.Last().Seconds < SamplePeriod)
            return;
        var here = position.ToArray();
        if (_before is not null && Neighbours.Distance(here, _before, _scale) is var step && double.IsFinite(step))
            _way += step;
        _before = here;
        _window.Enqueue((seconds, here, _way, progress));
        while (_window.Count > 1 && seconds - _window.Peek().Seconds > WindowSeconds + (SamplePeriod / 2))
            _window.Dequeue();
        var first = _window.Peek();
        var isFull = seconds - first.Seconds >= WindowSeconds - (1.5 * SamplePeriod);
        var way = _way - first.Way;
        var isStuck = isFull && way >= MinWay && (float.IsFinite(progress) && float.IsFinite(first.Progress)
            ? !stands && progress - first.Progress < MinProgress
            : _window.Max(each => Neighbours.Distance(each.Position, first.Position, _scale)) < MaxShareAway * way);
        if (!isStuck)
            return;
        if (!double.IsNaN(_stuck.From) && first.Seconds > _stuck.To)
            EndStuck();
        _stuck = (double.IsNaN(_stuck.From) ? first.Seconds : _stuck.From, seconds);
    }
}
