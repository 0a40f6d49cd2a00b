using RobotPolicy.Control.Failure.Evaluation;
using RobotPolicy.Control.Failure.Thresholds;

namespace RobotPolicy.Control.Failure.Calibration;

/// <summary>
/// Chooses the window of a score without rollouts that are kept for a test. Successful rollouts are divided into folds; the threshold of
/// all but one is held against that one. With labelled failures, the window of most timestep-wise accuracy wins; without any, the one whose
/// threshold is least above the greatest sum of a typical success, where a deviation stands out most. Rollouts used here should not set
/// the threshold afterwards: it would be fitted to them twice. Set-up; pure functions.
/// </summary>
public static class WindowChoice
{
    private const int Folds = 5;

    /// <summary>Windows that FIPER tried, the whole epoch last.</summary>
    public static IReadOnlyList<int> Candidates { get; } = [1, 2, 3, 4, 5, 7, 9, 11, 13, 15, 20, 25, 30, 35, 40, 45, 50, ScoreWindow.WholeEpoch];

    /// <summary>Worth of each window, the more the better; the first of the best is to be taken.</summary>
    /// <param name="successes">Scores by call of successful rollouts, before any window; at least two.</param>
    /// <param name="failures">Scores by call of labelled failures; may be empty.</param>
    /// <param name="windows">Windows to compare.</param>
    /// <param name="isTimeVarying">Whether the threshold is to vary with the call.</param>
    /// <param name="delta">Share δ of successful rollouts that may raise a false alarm.</param>
    public static IReadOnlyList<(int Window, double Worth)> Compare(
        IReadOnlyList<double[]> successes, IReadOnlyList<double[]> failures, IReadOnlyList<int> windows, bool isTimeVarying, double delta)
    {
        if (successes.Count < 2)
            throw new ArgumentException("Expected at least two successful rollouts.", nameof(successes));
        // The interpolated quantile serves to compare windows; a conformal one needs more rollouts than a fold may have.
        var method = isTimeVarying ? ThresholdMethod.TimeVaryingQuantile : ThresholdMethod.ConstantQuantile;
        return [.. windows.Select(window => (window, Worth(successes, failures, window, method, delta)))];
    }

    /// <summary>The window of most worth; of equal ones the first.</summary>
    public static int Choose(
        IReadOnlyList<double[]> successes, IReadOnlyList<double[]> failures, IReadOnlyList<int> windows, bool isTimeVarying, double delta) =>
        Compare(successes, failures, windows, isTimeVarying, delta).MaxBy(choice => choice.Worth).Window;

    private static double Worth(
        IReadOnlyList<double[]> successes, IReadOnlyList<double[]> failures, int window, ThresholdMethod method, double delta)
    {
        double[][] quiet = [.. successes.Select(scores => ScoreWindow.Sums(scores, window))];
        double[][] failed = [.. failures.Select(scores => ScoreWindow.Sums(scores, window))];
        var folds = Math.Min(Folds, quiet.Length);
        var maxCalls = Math.Max(2, quiet.Concat(failed).Max(sums => sums.Length));
        var worth = 0.0;
        for (var fold = 0; fold < folds; fold++)
        {
            var threshold = ConformalCalibrator.Calibrate([.. quiet.Where((_, i) => i % folds != fold)], method, delta);
            double[][] held = [.. quiet.Where((_, i) => i % folds == fold)];
            worth += failed.Length > 0 ? Accuracy(threshold, held, failed, maxCalls) : Tightness(threshold, held);
        }

        return worth / folds;
    }

    private static double Accuracy(ThresholdCalibration threshold, double[][] held, double[][] failed, int maxCalls) =>
        DetectionQuality.Of(
            [
                .. held.Select(sums => new JudgedRollout(Ratios(threshold, sums), true)),
                .. failed.Select(sums => new JudgedRollout(Ratios(threshold, sums), false)),
            ],
            maxCalls).TimestepAccuracy;

    /// <summary>Greatest ratio of the success in the middle: near 1, the threshold lies close above what is normal.</summary>
    private static double Tightness(ThresholdCalibration threshold, double[][] held)
    {
        var typical = ConformalCalibrator.Quantile([.. held.Select(sums => Ratios(threshold, sums).Max())], 0.5);
        return -Math.Abs(1 - typical);
    }

    private static double[] Ratios(ThresholdCalibration threshold, double[] sums) => threshold.TimeVarying is { } varying
        ? JudgedRollout.RatiosOf(sums, varying)
        : JudgedRollout.RatiosOf(sums, threshold.Constant!);
}
