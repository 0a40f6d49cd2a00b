namespace RobotPolicy.Data.Datasets.Labels;

/// <summary>Sparse rewards of a task: 1 for the last frame of a successful episode, 0 for everything else, as HIL-SERL has them.</summary>
public static class SuccessReward
{
    /// <summary>Fills the rewards of one episode.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="rewards">One a frame; overwritten.</param>
    public static void Fill(EpisodeOutcome outcome, Span<float> rewards)
    {
        rewards.Clear();
        if (outcome == EpisodeOutcome.Success && rewards.Length > 0)
            rewards[^1] = 1;
    }
}
