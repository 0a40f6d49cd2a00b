namespace RobotPolicy.Campaigns.Episodes;

/// <summary>Episodes against the simulator.</summary>
/// <param name="Episodes">How many, 1…100 000.</param>
/// <param name="Seed">Seed of the first; the following ones count up.</param>
/// <param name="TimeoutSeconds">Simulated seconds after which an episode has failed.</param>
internal sealed record EpisodeOptions(int Episodes, long Seed, double TimeoutSeconds);
