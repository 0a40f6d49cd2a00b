namespace RobotPolicy.Data.Datasets.Labels;

/// <summary>
/// Rewards for reinforcement learning from interventions (RLIF): −1 for the policy's action that made a human take over, 0 for everything
/// else. There is no reward for the task.
/// </summary>
public static class RlifReward
{
    /// <summary>Fills the rewards of one episode.</summary>
    /// <param name="sources">Who commanded, frame by frame.</param>
    /// <param name="rewards">As long as <paramref name="sources"/>; overwritten.</param>
    public static void Fill(ReadOnlySpan<FrameSource> sources, Span<float> rewards)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rewards.Length, sources.Length);
        rewards.Clear();
        for (var i = 1; i < sources.Length; i++)
        {
            if (PreIntervention.IsTakeover(sources, i) && sources[i - 1] == FrameSource.Robot)
                rewards[i - 1] = -1;
        }
    }
}
