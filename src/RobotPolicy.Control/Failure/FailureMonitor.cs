using RobotPolicy.Control.Failure.Thresholds;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Failure;

/// <summary>
/// Sums each score over its window, holds the sum against its threshold and decides by the ratios η/γ: an alarm is a ratio strictly
/// above 1, in the first call that has one. Whatever cannot be told is degraded or an alarm, never quiet. The inferring thread;
/// allocates at construction only.
/// </summary>
public sealed class FailureMonitor : IFailureMonitor
{
    private readonly MonitoredScore[] _scores;
    private readonly string[] _names;
    private readonly ScoreWindow[] _windows;
    private readonly WindowFaults[] _faults;
    private readonly FailureMonitorOptions _options;
    private readonly IMonotonicClock _clock;
    private readonly int _calibratedCalls;
    private readonly long _budgetNs;
    private readonly bool _hasTimeVarying;
    private bool _isTaskStart = true;
    private int _call;
    private long _previousStartNs;

    /// <summary>A monitor at the start of a task.</summary>
    /// <param name="scores">One to <see cref="ScoreReadings.MaxCount"/> scores with different names.</param>
    /// <param name="options">The calibration and the rule.</param>
    /// <param name="clock">Measures how long scoring takes.</param>
    public FailureMonitor(IReadOnlyList<MonitoredScore> scores, FailureMonitorOptions options, IMonotonicClock clock)
    {
        if (scores.Count is < 1 or > ScoreReadings.MaxCount)
            throw new ArgumentException($"Expected 1 to {ScoreReadings.MaxCount} scores, got {scores.Count}.", nameof(scores));
        ArgumentOutOfRangeException.ThrowIfNegative(options.CalibratedCalls);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CallInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Budget, TimeSpan.Zero);

        _scores = [.. scores];
        _names = [.. _scores.Select(score => score.Score.Name)];
        if (_names.Distinct(StringComparer.Ordinal).Count() != _names.Length)
            throw new ArgumentException($"Scores must have different names: {string.Join(", ", _names)}.", nameof(scores));
        _windows = [.. _scores.Select(score => new ScoreWindow(score.Window))];
        _faults = new WindowFaults[_scores.Length];
        (_options, _clock) = (options, clock);
        _budgetNs = options.Budget.ToNanoseconds();
        _hasTimeVarying = _scores.Any(score => score.TimeVarying is not null);
        _calibratedCalls = Math.Max(options.CalibratedCalls, _scores.Max(score => score.TimeVarying?.Values.Length ?? 0));
        Begin(isTaskStart: true);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Scores => _names;

    /// <inheritdoc/>
    public void Begin(bool isTaskStart)
    {
        _isTaskStart = isTaskStart;
        _call = 0;
        for (var i = 0; i < _scores.Length; i++)
        {
            _windows[i].Reset();
            _faults[i] = WindowFaults.None;
            _scores[i].Score.Reset();
        }
    }

    /// <inheritdoc/>
    public FailureReport Assess(PolicyInsight insight, ActionChunk chunk)
    {
        var startNs = _clock.NowNs;
        var input = new ScoreInput(insight, chunk, _call, ElapsedSteps(chunk));
        var readings = default(ScoreReadings);
        var verdict = new Verdict(_options.Rule);
        for (var i = 0; i < _scores.Length; i++)
        {
            var (score, fault) = ScoreOf(_scores[i].Score, in input);
            _faults[i] = _faults[i].With(fault, _call, _scores[i].Window);
            var reading = new ScoreReading(score, _windows[i].Push(score), Threshold(_scores[i]));
            readings[i] = reading;
            verdict.Add(reading, _faults[i].At(_call));
        }

        var scoringNs = _clock.NowNs - startNs;
        var (state, reason) = verdict.Decide(_options.IsStale, scoringNs > _budgetNs);
        var report = new FailureReport
        {
            State = state,
            Reason = reason,
            ChunkId = chunk.Id,
            Epoch = chunk.Epoch,
            Call = _call,
            IsOvertime = _calibratedCalls > 0 && _call >= _calibratedCalls,
            IsTimeVarying = _isTaskStart && _hasTimeVarying,
            Ratio = verdict.Ratio,
            ScoreCount = _scores.Length,
            Readings = readings,
            ScoringNs = scoringNs,
            LeadSeconds = LeadSeconds(),
        };
        _previousStartNs = chunk.StartNs;
        _call++;
        return report;
    }

    private static (double Score, DegradedReason Fault) ScoreOf(IFailureScore score, in ScoreInput input)
    {
        try
        {
            var value = score.Score(in input);
            return (value, double.IsFinite(value) ? DegradedReason.None
                : score.HasInput(in input) ? DegradedReason.ScoreNotFinite : DegradedReason.InputMissing);
        }
        catch (Exception)
        {
            // A score that throws says nothing about the policy, and must not take the inference down with it.
            return (double.NaN, DegradedReason.ScoreThrew);
        }
    }

    private double Threshold(MonitoredScore score) =>
        _isTaskStart && score.TimeVarying is { } varying ? varying.At(_call) : score.Constant?.Value ?? double.PositiveInfinity;

    private int ElapsedSteps(ActionChunk chunk)
    {
        if (_call == 0 || chunk.IntervalNs <= 0)
            return 0;
        var steps = Math.Round((double)(chunk.StartNs - _previousStartNs) / chunk.IntervalNs);
        return (int)Math.Clamp(steps, 0, int.MaxValue);
    }

    private double LeadSeconds() =>
        // Where a task has been under way already, nobody knows how much of it is left.
        _isTaskStart ? Math.Max(0, _calibratedCalls - 1 - _call) * _options.CallInterval.TotalSeconds : 0;
}
