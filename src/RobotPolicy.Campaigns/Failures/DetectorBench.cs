using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Control.Failure.Evaluation;
using RobotPolicy.Control.Failure.Scores;
using RobotPolicy.Control.Failure.Thresholds;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Failure.Rollouts;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>
/// Compares detectors on the same rollouts: every score is computed once for each of them, and every detector gets its thresholds from the
/// same successful ones, none of which any score was trained on. One thread.
/// </summary>
internal sealed class DetectorBench
{
    private readonly Dictionary<string, IFailureScore> _scores = [];
    private readonly Dictionary<(Rollout, string), double[]> _values = [];
    private readonly IReadOnlyList<Rollout> _calibration;

    /// <summary>Prepares the scores.</summary>
    /// <param name="policy">The policy; its package says how novelty is judged.</param>
    /// <param name="known">Successful rollouts that the clusters are fitted to.</param>
    /// <param name="calibration">Other successful rollouts, which set thresholds.</param>
    public DetectorBench(OnnxPolicy policy, IReadOnlyList<Rollout> known, IReadOnlyList<Rollout> calibration)
    {
        _calibration = calibration;
        var insight = policy.Insight;
        int[] moving = [.. policy.Spec.ActionJoints.Index().Where(joint => !IsGripper(joint.Item)).Select(joint => joint.Index)];
        var sampled = new SampleRanges(insight.ActionSize);
        foreach (var rollout in known)
            for (var call = 0; call < rollout.Count; call++)
                sampled.Add(rollout.Insight(call));
        Add(new DurationScore());
        Add(new PcaKMeansScore(PcaKMeansFit.Fit([.. known.SelectMany(Embeddings)], PcaKMeansFit.DefaultComponents, PcaKMeansFit.DefaultClusters, 0)));
        Add(new ChunkConsistencyScore(insight.SampleSteps - insight.PastSteps, insight.ActionSize, moving, sampled.Ranges(moving)));
        foreach (var (spec, score) in (policy.Failure?.Scores ?? []).Zip(policy.Failure is null ? [] : policy.CreateScores()))
            if (spec.Type == ScoreType.ObservationNovelty)
                Add(score);
        if (insight.SampleCount < 2)
            return;

        // The first three joints carry the hand: what xyz is to an end effector.
        int[] carrying = [.. moving.Take(3)];
        var shape = SampleShape.Of(insight);
        Add(new ActionEntropyScore(shape, carrying, sampled.CellSizes(carrying)));
        Add(new StacScore(shape, moving));
    }

    /// <summary>Whether all scores of a detector are there.</summary>
    public bool Knows(Detector detector) => detector.Scores.All(score => _scores.ContainsKey(score.Score));

    /// <summary>Judges rollouts by a detector with thresholds for a δ.</summary>
    public IReadOnlyList<JudgedRollout> Judge(Detector detector, double delta, IReadOnlyList<FailureEpisode> episodes)
    {
        ThresholdCalibration[] thresholds =
        [
            .. detector.Scores.Select(part => ConformalCalibrator.Calibrate(
                [.. _calibration.Select(rollout => Sums(rollout, part.Score, part.Window))], detector.Method, delta)),
        ];
        return [.. episodes.Select(episode => new JudgedRollout(
            JudgedRollout.Combine(
                [.. detector.Scores.Zip(thresholds, (part, threshold) => Ratios(Sums(episode.Rollout!, part.Score, part.Window), threshold))],
                detector.Rule),
            episode.Succeeded))];
    }

    private static double[] Ratios(double[] sums, ThresholdCalibration threshold) => threshold.Constant is { } constant
        ? JudgedRollout.RatiosOf(sums, constant)
        : JudgedRollout.RatiosOf(sums, threshold.TimeVarying!);

    private static bool IsGripper(string joint) => joint.Contains("gripper", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<float[]> Embeddings(Rollout rollout) =>
        Enumerable.Range(0, rollout.Count).Select(call => rollout.Embedding(call).ToArray());

    private void Add(IFailureScore score) => _scores[score.Name] = score;

    private double[] Sums(Rollout rollout, string score, int window)
    {
        if (!_values.TryGetValue((rollout, score), out var values))
            _values.Add((rollout, score), values = RolloutScorer.Score(rollout, _scores[score]));
        return ScoreWindow.Sums(values, window);
    }
}
