namespace RobotPolicy.Campaigns.Goals;

/// <summary>What one episode wants.</summary>
/// <param name="Disc">Disc that counts, or <see langword="null"/> where the scene has only one.</param>
/// <param name="Described">The same for people, such as <c>blue by sketch</c>.</param>
/// <param name="StartArguments">Arguments of <c>robotctl tasks start</c> that tell it.</param>
internal sealed record EpisodeGoal(string? Disc, string Described, string[] StartArguments);
