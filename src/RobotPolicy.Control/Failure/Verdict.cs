namespace RobotPolicy.Control.Failure;

/// <summary>Gathers the readings of one inference and decides. A value on the stack.</summary>
internal struct Verdict(AlarmRule rule)
{
    private double _ratio = rule == AlarmRule.And ? double.PositiveInfinity : double.NegativeInfinity;
    private bool _isPartial;
    private bool _isNotFinite;
    private bool _threw;
    private bool _isMissing;
    private bool _isUncalibrated;

    /// <summary>The ratio that decides; NaN where a score is missing that the rule needs.</summary>
    public readonly double Ratio => _isPartial && !(rule == AlarmRule.Or && _ratio > 1) ? double.NaN : _ratio;

    /// <summary>Takes a reading in.</summary>
    /// <param name="reading">Score, sum and threshold.</param>
    /// <param name="fault">What is the matter with the sum.</param>
    public void Add(in ScoreReading reading, DegradedReason fault)
    {
        _threw |= fault == DegradedReason.ScoreThrew;
        _isMissing |= fault == DegradedReason.InputMissing;

        // Finite scores can have a sum that is not.
        _isNotFinite |= fault == DegradedReason.ScoreNotFinite || (fault == DegradedReason.None && !double.IsFinite(reading.Windowed));
        var isUncalibrated = !double.IsFinite(reading.Threshold);
        _isUncalibrated |= isUncalibrated;
        if (isUncalibrated || !double.IsFinite(reading.Windowed))
        {
            _isPartial = true;
            return;
        }

        _ratio = rule == AlarmRule.And ? Math.Min(_ratio, reading.Ratio) : Math.Max(_ratio, reading.Ratio);
    }

    /// <summary>Says what it comes to, and why it cannot be told.</summary>
    public readonly (FailureState State, DegradedReason Reason) Decide(bool isStale, bool isLate)
    {
        if (_isNotFinite)
            return (FailureState.Alarm, DegradedReason.ScoreNotFinite);
        var reason = _threw ? DegradedReason.ScoreThrew
            : _isMissing ? DegradedReason.InputMissing
            : _isUncalibrated ? DegradedReason.Uncalibrated
            : isStale ? DegradedReason.CalibrationStale
            : isLate ? DegradedReason.ScoredLate
            : DegradedReason.None;

        // A ratio says nothing where its threshold was fitted to something else.
        if (!isStale && Ratio > 1)
            return (FailureState.Alarm, reason);
        return (reason == DegradedReason.None ? FailureState.Quiet : FailureState.Degraded, reason);
    }
}
