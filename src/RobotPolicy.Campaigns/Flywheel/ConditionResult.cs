using RobotPolicy.Campaigns.Episodes;
using RobotPolicy.Campaigns.Failures;
using RobotPolicy.Control.Failure.Evaluation;

namespace RobotPolicy.Campaigns.Flywheel;

/// <summary>How two policies did in the same scenes of one kind.</summary>
/// <param name="Scenario">What the scenes differ in.</param>
/// <param name="Before">Episodes of the policy that was shipped.</param>
/// <param name="After">Episodes of the policy that was trained, in the same order.</param>
internal sealed record ConditionResult(Scenario Scenario, IReadOnlyList<FailureEpisode> Before, IReadOnlyList<FailureEpisode> After)
{
    /// <summary>Name for tables.</summary>
    public string Name => Scenario.IsNominal ? "nominal" : Scenario.Name;

    /// <summary>How often the policy that was shipped succeeded.</summary>
    public SuccessRate RateBefore => RateOf(Before);

    /// <summary>How often the policy that was trained succeeded.</summary>
    public SuccessRate RateAfter => RateOf(After);

    /// <summary>Scenes in which only the new policy succeeded.</summary>
    public int Gained => Before.Zip(After).Count(pair => !pair.First.Succeeded && pair.Second.Succeeded);

    /// <summary>Scenes in which only the old policy succeeded.</summary>
    public int Lost => Before.Zip(After).Count(pair => pair.First.Succeeded && !pair.Second.Succeeded);

    /// <summary>p of Barnard's test that both succeed equally often, two-sided. That the scenes are the same makes it conservative.</summary>
    public double P => BarnardTest.TwoSided(RateAfter.Successes, RateAfter.Trials, RateBefore.Successes, RateBefore.Trials);

    private static SuccessRate RateOf(IReadOnlyList<FailureEpisode> episodes) => new(episodes.Count(episode => episode.Succeeded), episodes.Count);
}
