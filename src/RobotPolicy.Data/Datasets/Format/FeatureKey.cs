namespace RobotPolicy.Data.Datasets.Format;

/// <summary>Names of features; they become names of folders.</summary>
internal static class FeatureKey
{
    public const string State = "observation.state";
    public const string Action = "action";
    public const string Intervention = "intervention";
    public const string IsIntervention = "complementary_info.is_intervention";
    public const string Reward = "next.reward";
    public const string Done = "next.done";
    public const string SiriusClass = "sirius.class";
    public const string SiriusWeight = "sirius.weight";
    public const string FailureScore = "failure_score";
    public const string Timestamp = "timestamp";
    public const string FrameIndex = "frame_index";
    public const string EpisodeIndex = "episode_index";
    public const string Index = "index";
    public const string TaskIndex = "task_index";

    private const int MaximumLength = 200;

    /// <summary>Whether a name can be a feature's: printable, no separators of folders, no way up.</summary>
    public static bool IsValid(string key) =>
        key.Length is > 0 and <= MaximumLength && key[0] != '.' && !key.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|');
}
