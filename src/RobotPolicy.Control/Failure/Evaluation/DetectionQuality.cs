namespace RobotPolicy.Control.Failure.Evaluation;

/// <summary>How well alarms told failures from successes, as FIPER measures it. Immutable.</summary>
public sealed record DetectionQuality
{
    /// <summary>Failures with an alarm.</summary>
    public required int DetectedFailures { get; init; }

    /// <summary>Failures.</summary>
    public required int Failures { get; init; }

    /// <summary>Successes without an alarm.</summary>
    public required int QuietSuccesses { get; init; }

    /// <summary>Successes.</summary>
    public required int Successes { get; init; }

    /// <summary>Mean of the first alarm's call over the last possible one, 0 to 1, of the detected failures; 1 if there are none.</summary>
    public required double DetectionTime { get; init; }

    /// <summary>
    /// ½·(mean over failures of 1 − detection time, 0 where missed, + share of successes without an alarm): right and early.
    /// </summary>
    public required double TimestepAccuracy { get; init; }

    /// <summary>Share of failures with an alarm; 0 without failures.</summary>
    public double TruePositiveRate => Share(DetectedFailures, Failures);

    /// <summary>Share of successes without an alarm; 0 without successes.</summary>
    public double TrueNegativeRate => Share(QuietSuccesses, Successes);

    /// <summary>Mean of the two rates.</summary>
    public double BalancedAccuracy => 0.5 * (TruePositiveRate + TrueNegativeRate);

    /// <summary>Successes with an alarm.</summary>
    public int FalseAlarms => Successes - QuietSuccesses;

    /// <summary>Wilson's 95 % interval of <see cref="TruePositiveRate"/>.</summary>
    public (double Low, double High) TruePositiveInterval => BinomialStatistics.Wilson(DetectedFailures, Failures);

    /// <summary>Wilson's 95 % interval of <see cref="TrueNegativeRate"/>.</summary>
    public (double Low, double High) TrueNegativeInterval => BinomialStatistics.Wilson(QuietSuccesses, Successes);

    /// <summary>How likely so many false alarms, or more, are if a success raises one with a probability δ.</summary>
    public double FalseAlarmTail(double delta) => BinomialStatistics.UpperTail(Successes, FalseAlarms, delta);

    /// <summary>Measures.</summary>
    /// <param name="rollouts">Rollouts of known outcome, none of which the thresholds were made of.</param>
    /// <param name="maxCalls">Calls of the longest possible episode, at least two.</param>
    public static DetectionQuality Of(IReadOnlyList<JudgedRollout> rollouts, int maxCalls)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCalls, 2);
        if (rollouts.Any(rollout => rollout.Ratios.Length > maxCalls))
            throw new ArgumentException($"A rollout is longer than the longest possible episode of {maxCalls} calls.", nameof(rollouts));
        double[] times = [.. rollouts.Where(rollout => !rollout.Succeeded && rollout.FirstAlarm >= 0)
            .Select(rollout => rollout.FirstAlarm / (maxCalls - 1.0))];
        var failures = rollouts.Count(rollout => !rollout.Succeeded);
        var successes = rollouts.Count - failures;
        var quiet = rollouts.Count(rollout => rollout.Succeeded && rollout.FirstAlarm < 0);
        return new DetectionQuality
        {
            DetectedFailures = times.Length,
            Failures = failures,
            QuietSuccesses = quiet,
            Successes = successes,
            DetectionTime = times.Length == 0 ? 1 : times.Average(),
            TimestepAccuracy = 0.5 * ((failures == 0 ? 0 : times.Sum(time => 1 - time) / failures) + Share(quiet, successes)),
        };
    }

    private static double Share(int count, int of) => of == 0 ? 0 : (double)count / of;
}
