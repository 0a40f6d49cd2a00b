namespace RobotPolicy.Campaigns;

/// <summary>A campaign cannot go on: a process did not start, a peer did not answer. Says in one sentence what, and where to look.</summary>
/// <param name="message">The sentence.</param>
public sealed class CampaignException(string message) : Exception(message);
