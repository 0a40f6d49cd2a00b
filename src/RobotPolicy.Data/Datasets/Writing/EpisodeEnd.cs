namespace RobotPolicy.Data.Datasets.Writing;

/// <summary>What is known of an episode when it ends.</summary>
/// <param name="Episode">Its number.</param>
/// <param name="FirstFrame">Frames of the dataset before it.</param>
/// <param name="Task">Number of its task.</param>
/// <param name="Outcome">How it ended.</param>
internal readonly record struct EpisodeEnd(long Episode, long FirstFrame, int Task, EpisodeOutcome Outcome);
