namespace RobotPolicy.Campaigns.Goals;

/// <summary>The scene with one disc: every episode wants the same, and policies do not look at the words.</summary>
internal sealed class FixedGoal : IGoalSource
{
    private static readonly EpisodeGoal Goal = new(null, "", ["--text", "pick up the cube"]);

    /// <inheritdoc/>
    public Task<EpisodeGoal> NextAsync(int index, long seed, CancellationToken stop) => Task.FromResult(Goal);
}
