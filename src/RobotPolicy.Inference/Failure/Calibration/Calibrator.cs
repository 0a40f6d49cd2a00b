using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Control.Failure.Thresholds;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Failure.Training;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Failure.Calibration;

/// <summary>
/// From successful rollouts to a calibrated package: fits scores, makes thresholds, writes both. Whatever is fitted, networks, clusters
/// and ranges alike, is fitted to a third of the rollouts, and thresholds are made of the others: a score is lower on what it was fitted
/// to, so thresholds from the same rollouts would be too low for any other. In-process, since a robot's workstation has no Python.
/// Takes seconds to minutes; any thread.
/// </summary>
public static class Calibrator
{
    private const int NoveltyWindow = 3;
    private const int EntropyWindow = 5;
    private const double FittedShare = 1.0 / 3;

    /// <summary>Calibrates.</summary>
    /// <param name="request">What and how.</param>
    /// <param name="errors">Receives what prevents it, each with what to do.</param>
    /// <param name="progress">Told how far it is, on this thread.</param>
    /// <param name="stop">Ends it with an exception; nothing is written then.</param>
    /// <returns>What it came to; <see langword="null"/> where there are errors, and then nothing was written.</returns>
    public static CalibrationResult? Run(
        CalibrationRequest request, ICollection<PackageError> errors, IProgress<CalibrationProgress>? progress = null, CancellationToken stop = default)
    {
        var before = errors.Count;
        if (!(request.Delta is > 0 and < 1))
            errors.Add(Error("$", "--delta between 0 and 1", $"{request.Delta}"));
        if (!Directory.Exists(request.Rollouts))
            errors.Add(Error("$", "a folder with rollouts", $"{ErrorText.Quote(request.Rollouts)}, which does not exist"));
        var package = PolicyPackage.Read(request.Package, errors, request.Loader.Executor, policyOnly: true);
        var hash = errors.Count == before ? PackageHash.OfPolicy(request.Package, request.Loader, errors) : null;
        if (package is null || hash is null || errors.Count > before)
            return null;
        var rollouts = RolloutFolder.Read(request.Rollouts, hash, (done, of) => progress?.Report(new("Reading rollouts", (double)done / of)), stop);
        if (!Enough(rollouts, hash, errors) || ReadSpec(request, rollouts.Successes[0], errors) is not { } spec)
            return null;

        var order = rollouts.Successes.ToArray();
        new Random(request.Seed).Shuffle(order);
        var fitted = Math.Max(1, (int)(order.Length * FittedShare));
        using var fitter = new ScoreFitter(package, order[..fitted], request.Training with { Seed = request.Seed }, errors);
        var scores = new List<(FittedScore Fitted, ScoreCalibration Calibrated)>();
        try
        {
            foreach (var score in spec.Scores)
                if (Calibrate(score, request, fitter, order[fitted..], rollouts.Failures, progress, stop) is { } done)
                    scores.Add(done);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or InvalidOperationException)
        {
            errors.Add(Error("$", "rollouts that scores can be fitted to", e.Message));
        }

        if (errors.Count > before)
            return null;
        var result = Result(request, package.Name, hash, spec, rollouts, fitted, order[fitted..], [.. scores.Select(s => s.Calibrated)]);
        if (request.DryRun)
            return result;
        progress?.Report(new("Writing", 0));
        return CheckLevel(result, errors) ? CalibrationWriter.Write(request, spec, result, [.. scores.Select(s => s.Fitted)], errors) : null;
    }

    private static (FittedScore Fitted, ScoreCalibration Calibrated)? Calibrate(
        ScoreSpec spec,
        CalibrationRequest request,
        ScoreFitter fitter,
        IReadOnlyList<Rollout> calibrating,
        IReadOnlyList<Rollout> failures,
        IProgress<CalibrationProgress>? progress,
        CancellationToken stop)
    {
        var onPass = new Pass(progress, $"Fitting {spec.Name}");
        if (fitter.Fit(spec, onPass, stop) is not { } fitted)
            return null;
        double[] Sums(Rollout rollout)
        {
            stop.ThrowIfCancellationRequested();
            return ScoreWindow.Sums(RolloutScorer.Score(rollout, fitted.Score), spec.Window);
        }

        progress?.Report(new($"Scoring {spec.Name}", 0));
        double[][] series = [.. calibrating.Select(Sums)];
        var isConformal = request.Method is ThresholdMethod.BandConformal or ThresholdMethod.ConstantConformal;
        var constant = ConformalCalibrator.Calibrate(series, isConformal ? ThresholdMethod.ConstantConformal : ThresholdMethod.ConstantQuantile, request.Delta);
        return (fitted, new ScoreCalibration
        {
            Name = spec.Name,
            Window = spec.Window,
            Threshold = request.Method == constant.Method ? constant : ConformalCalibrator.Calibrate(series, request.Method, request.Delta),
            Constant = constant,
            Series = series,
            FailedSeries = [.. failures.Select(Sums)],
            Training = fitted.Training,
            Ranges = fitted.Ranges,
            Cells = fitted.Cells,
        });
    }

    private static CalibrationResult Result(
        CalibrationRequest request,
        string policy,
        string hash,
        FailureSpec spec,
        RolloutFolder rollouts,
        int fitted,
        IReadOnlyList<Rollout> calibrating,
        IReadOnlyList<ScoreCalibration> scores)
    {
        var isCertified = scores.All(s => s.Threshold.IsCertified);
        var gaps = calibrating.SelectMany(r => Enumerable.Range(1, r.Count - 1).Select(i => (r.StartNs.Span[i] - r.StartNs.Span[i - 1]) * 1e-9)).Order().ToArray();
        return new CalibrationResult
        {
            Policy = policy,
            PolicyHash = hash,
            Delta = request.Delta,
            Method = request.Method,
            Rule = spec.Rule,
            LeftOut = rollouts.LeftOut,
            Fitted = fitted,
            Calibrated = calibrating.Count,
            Deciding = scores[0].Threshold.DecidingRollouts,
            Needed = scores[0].Threshold.NeededRollouts,
            Failures = rollouts.Failures.Count,
            MaxCalls = calibrating.Max(r => r.Count),
            CallIntervalSeconds = gaps.Length > 0 ? gaps[gaps.Length / 2] : calibrating[0].IntervalNs * 1e-9,
            IsCertified = isCertified,

            // With "and", each score's bound is the bound of all; with "or" they add up.
            FalseAlarmGuarantee = !isCertified ? null : spec.Rule == AlarmRule.And ? request.Delta : Math.Min(1, scores.Count * request.Delta),
            Scores = scores,
        };
    }

    /// <summary>Whether there is a threshold at all: with too few rollouts a conformal one is infinite, and the monitor could say nothing.</summary>
    private static bool CheckLevel(CalibrationResult result, ICollection<PackageError> errors)
    {
        if (result.Scores.All(s => double.IsFinite(s.Threshold.Constant?.Value ?? s.Threshold.TimeVarying!.At(0))))
            return true;
        errors.Add(Error(
            "$",
            FormattableString.Invariant($"{result.Needed} rollouts that set the level, which δ = {result.Delta} needs"),
            FormattableString.Invariant(
                $"{result.Deciding}: record more successful rollouts, take --delta {Math.Ceiling(1000.0 / (result.Deciding + 1)) / 1000}, or --method tvt_quantile, which guarantees nothing")));
        return false;
    }

    private static bool Enough(RolloutFolder rollouts, string hash, ICollection<PackageError> errors)
    {
        if (rollouts.Successes.Count >= 3)
            return true;
        var reasons = string.Join("; ", rollouts.LeftOut.GroupBy(l => l.Reason).Select(g => $"{g.Count()} left out: {g.Key}"));
        errors.Add(Error(
            "$",
            $"at least 3 successful rollouts (*{RolloutFile.Extension}) of policy {hash}",
            $"{rollouts.Successes.Count}, {rollouts.Failures.Count} failed{(reasons.Length > 0 ? $", {reasons}" : string.Empty)}"));
        return false;
    }

    /// <summary>What the manifest says about scores, with the windows that were asked for; two scores where it says nothing.</summary>
    private static FailureSpec? ReadSpec(CalibrationRequest request, Rollout rollout, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var problems = new List<PackageError>();
        var spec = PolicyPackage.Read(request.Package, problems, request.Loader.Executor)?.Failure ?? new FailureSpec();

        // What is about to be written need not be there.
        foreach (var problem in problems.Where(p => !IsMade(p, spec)))
            errors.Add(problem);
        if (spec.Scores.Count == 0)
        {
            var scores = new List<ScoreSpec>();
            if (rollout.EmbeddingSize > 0)
                scores.Add(new ScoreSpec { Type = ScoreType.ObservationNovelty, Name = "rnd_oe", Window = NoveltyWindow, Graph = "failure/rnd_oe.onnx" });
            if (rollout.SampleCount > 1)
                scores.Add(new ScoreSpec { Type = ScoreType.ActionEntropy, Name = "ace", Window = EntropyWindow });
            spec = spec with { Scores = scores };
            if (scores.Count == 0)
                errors.Add(Error(FailureReader.Field, "an embedding or at least two candidates, which scores can look at", "neither in the rollouts"));
        }

        foreach (var (name, window) in request.Windows)
        {
            if (spec.Scores.All(s => s.Name != name))
                errors.Add(Error("$", $"--window with one of {string.Join(", ", spec.Scores.Select(s => s.Name))}", ErrorText.Quote(name)));
            if (window is < 0 or > FailureReader.MaxWindow)
                errors.Add(Error("$", $"--window {ErrorText.Quote(name)} from 0, the whole epoch, to {FailureReader.MaxWindow}", $"{window}"));
        }

        var isConstant = request.Method is ThresholdMethod.ConstantConformal or ThresholdMethod.ConstantQuantile;
        return errors.Count > before ? null : spec with
        {
            Scores = [.. spec.Scores.Select(s => s with { Window = request.Windows.TryGetValue(s.Name, out var window) ? window : s.Window })],
            Threshold = isConstant ? ThresholdKind.Constant : spec.Threshold,
        };
    }

    private static bool IsMade(PackageError problem, FailureSpec spec) => spec.Scores.Any(s =>
        s.Type != ScoreType.Graph && (problem.Field == s.Field + ".graph" || problem.Field == s.Field + ".parameters"));

    private static PackageError Error(string field, string expected, string actual) =>
        new() { File = ManifestReader.FileName, Field = field, Expected = expected, Actual = actual };

    private sealed class Pass(IProgress<CalibrationProgress>? progress, string step) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress?.Report(new(step, (double)value.Epoch / value.MaxEpochs));
    }
}
