using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Calibration;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>A way to predict failures that is compared: scores, the calls that each is summed over, and how they decide together.</summary>
/// <param name="Name">Name in the report.</param>
/// <param name="Scores">Names of the scores and their windows.</param>
/// <param name="Rule">How they decide together.</param>
/// <param name="Method">How thresholds are made.</param>
internal sealed record Detector(
    string Name,
    IReadOnlyList<(string Score, int Window)> Scores,
    AlarmRule Rule = AlarmRule.And,
    ThresholdMethod Method = ThresholdMethod.ConstantConformal)
{
    /// <summary>Novelty of the observation.</summary>
    public const string Novelty = "rnd_oe";

    /// <summary>Entropy of the sampled chunks.</summary>
    public const string Entropy = "ace";

    /// <summary>Disagreement of the samples of two calls.</summary>
    public const string Disagreement = "stac";

    /// <summary>Distance of two chunks where they overlap.</summary>
    public const string Consistency = "consistency";

    /// <summary>Distance of the observation to clusters of known ones.</summary>
    public const string Clusters = "pca_kmeans";

    /// <summary>Calls so far: what somebody with a watch would do.</summary>
    public const string Watch = "duration";

    /// <summary>
    /// What every package is compared with. Windows of the published comparison were chosen on its test data; here they are the same for
    /// all packages and were chosen beforehand: one call for what is seen, three for what is done.
    /// </summary>
    /// <param name="samples">Whether the policy samples several chunks.</param>
    public static IReadOnlyList<Detector> Baselines(bool samples) =>
    [
        new("RND-OE only", [(Novelty, 1)]),
        new("RND-OE, band by call", [(Novelty, 1)], AlarmRule.And, ThresholdMethod.BandConformal),
        new("PCA-k-means", [(Clusters, 1)]),
        new("consistency only", [(Consistency, 3)]),
        .. samples
            ? (IEnumerable<Detector>)
            [
                new("ACE only", [(Entropy, 3)]),
                new("STAC", [(Disagreement, 3)]),
                new("FIPER: RND-OE and ACE", [(Novelty, 1), (Entropy, 3)]),
                new("FIPER, band by call", [(Novelty, 1), (Entropy, 3)], AlarmRule.And, ThresholdMethod.BandConformal),
            ]
            : [],
        new("a watch", [(Watch, 1)]),
    ];
}
