namespace RobotPolicy.Data.Analysis;

/// <summary>What is asked of an analysis.</summary>
public sealed record AnalysisOptions
{
    /// <summary>
    /// Names of the scores of a package's monitor, in its order, by package name and the data of its <c>policy</c> event; empty where they
    /// are not known. Without them the spread of sampled chunks cannot be told from other scores.
    /// </summary>
    public Func<string, string, IReadOnlyList<string>> ScoresOf { get; init; } = (_, _) => [];

    /// <summary>A moment whose likes are sought: a task, and seconds since it began; <see langword="null"/> for none.</summary>
    public (string Task, double Seconds)? SimilarTo { get; init; }

    /// <summary>How many like moments are told.</summary>
    public int SimilarCount { get; init; } = 5;

    /// <summary>Told of the recording that is read, and how far it is, 0…1.</summary>
    public Action<string, double>? Progress { get; init; }

    /// <summary>Name of the score that is the spread of sampled chunks.</summary>
    public const string SpreadScore = "ace";
}
