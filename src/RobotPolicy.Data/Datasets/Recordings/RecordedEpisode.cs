namespace RobotPolicy.Data.Datasets.Recordings;

/// <summary>A task of a recording, from its start to its end.</summary>
/// <param name="TaskId">Id of the task.</param>
/// <param name="Text">What it was to reach, in words; empty where nobody said.</param>
/// <param name="Policy">Package that ran it.</param>
/// <param name="StartNs">When it began, on the recording's monotonic clock.</param>
/// <param name="EndNs">When it ended; the end of the recording where it did not.</param>
/// <param name="Outcome">How it came out.</param>
public sealed record RecordedEpisode(string TaskId, string Text, string Policy, long StartNs, long EndNs, EpisodeOutcome Outcome);
