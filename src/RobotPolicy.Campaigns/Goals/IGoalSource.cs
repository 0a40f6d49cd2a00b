namespace RobotPolicy.Campaigns.Goals;

/// <summary>Decides what each episode wants.</summary>
internal interface IGoalSource
{
    /// <summary>The goal of an episode.</summary>
    /// <param name="index">Number of the episode in the campaign, from 0.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="CampaignException">It cannot be made.</exception>
    Task<EpisodeGoal> NextAsync(int index, long seed, CancellationToken stop);
}
