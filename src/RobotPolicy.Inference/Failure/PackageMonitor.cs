using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Thresholds;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Inference.Failure;

/// <summary>The monitor of a loaded package with what belongs to it. Made at load; the inferring thread.</summary>
internal sealed class PackageMonitor : IDisposable
{
    private readonly IReadOnlyList<GraphScore> _graphs;
    private readonly ScoreFactory _factory;

    public PackageMonitor(
        FailureSpec spec, string hash, CalibrationFile? calibration, ScoreFactory factory, IReadOnlyList<GraphScore> graphs, TimeProvider timeProvider)
    {
        (Spec, Hash, Calibration, _factory, _graphs) = (spec, hash, calibration, factory, graphs);
        IsStale = calibration is not null && calibration.PackageSha256 != hash;
        var options = new FailureMonitorOptions
        {
            Rule = spec.Rule,
            CalibratedCalls = calibration?.MaxCalls ?? 0,
            CallInterval = TimeSpan.FromSeconds(calibration?.CallIntervalSeconds ?? 0),
            IsStale = IsStale,
        };
        if (spec.BudgetSeconds is { } budget)
            options = options with { Budget = TimeSpan.FromSeconds(budget) };
        Monitor = new FailureMonitor(
            [.. spec.Scores.Select(score => Monitored(score, Fitted(score)))], options, new MonotonicClock(timeProvider));
    }

    public FailureSpec Spec { get; }

    /// <summary>Hash of the package as it is loaded.</summary>
    public string Hash { get; }

    /// <summary>Thresholds; <see langword="null"/> where there are none.</summary>
    public CalibrationFile? Calibration { get; }

    /// <summary>Whether the thresholds are those of another package.</summary>
    public bool IsStale { get; }

    public IFailureMonitor Monitor { get; }

    /// <summary>Why a graph of a score last failed; <see langword="null"/> where none did.</summary>
    public string? LastError => _graphs.Select(g => g.LastError is { } error ? $"{g.Name}: {error}" : null).FirstOrDefault(e => e is not null);

    /// <summary>Scores as those of the monitor, with ranges of others' choice. Graphs are shared: one thread for all of them.</summary>
    public IReadOnlyList<IFailureScore> CreateScores(IReadOnlyDictionary<string, IReadOnlyList<double>>? ranges) =>
        [.. Spec.Scores.Select(score => _factory.Create(score, ranges?.GetValueOrDefault(score.Name), null))];

    /// <summary>Numbers of an action that a score looks at.</summary>
    public IReadOnlyList<int> DimensionsOf(ScoreSpec score) => _factory.Dimensions(score);

    public void Dispose()
    {
        foreach (var graph in _graphs)
            graph.Dispose();
    }

    /// <summary>What the calibration has for a score. A stale one may be of other scores.</summary>
    private CalibratedScore? Fitted(ScoreSpec score) =>
        Calibration?.Scores.FirstOrDefault(s => s.Name == score.Name && s.Window == score.Window);

    private MonitoredScore Monitored(ScoreSpec score, CalibratedScore? fitted)
    {
        var count = _factory.Dimensions(score).Length;
        var ranges = fitted?.Ranges.Count == count ? fitted.Ranges : null;
        var cells = fitted?.Cells.Count == count ? fitted.Cells : null;
        var constant = fitted is null ? null : new ConstantThreshold(fitted.Constant);
        var varying = Spec.Threshold == ThresholdKind.TimeVarying && fitted?.TimeVarying is { Count: > 0 } values
            ? new TimeVaryingThreshold([.. values], fitted.Beyond ?? values[^1])
            : null;
        return new MonitoredScore(_factory.Create(score, ranges, cells), score.Window, constant, varying);
    }
}
