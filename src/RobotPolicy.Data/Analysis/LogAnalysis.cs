using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis.Measures;

namespace RobotPolicy.Data.Analysis;

/// <summary>What an analysis of recordings came to; immutable. Times in seconds.</summary>
public sealed record LogAnalysis
{
    /// <summary>The recordings.</summary>
    public required IReadOnlyList<LogFigures> Logs { get; init; }

    /// <summary>The robot, as the first recording states it.</summary>
    public required RobotDescription Robot { get; init; }

    /// <summary>Tasks, in the order of recordings and time.</summary>
    public required IReadOnlyList<EpisodeFact> Episodes { get; init; }

    /// <summary>Takeovers, in the same order.</summary>
    public required IReadOnlyList<TakeoverFact> Takeovers { get; init; }

    /// <summary>Stretches that teach nothing.</summary>
    public required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>What policy and human differ by.</summary>
    public required ActionDivergence Divergence { get; init; }

    /// <summary>How differently the same goes on, while the policy was executed.</summary>
    public required TransitionDiversity PolicyDiversity { get; init; }

    /// <summary>The same while a human was in command.</summary>
    public required TransitionDiversity HumanDiversity { get; init; }

    /// <summary>Where the arm has been while the policy was executed.</summary>
    public required StateCoverage PolicyCoverage { get; init; }

    /// <summary>The same while a human was in command.</summary>
    public required StateCoverage HumanCoverage { get; init; }

    /// <summary>What interventions are judged by.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>Whether novelty is the spread of sampled chunks; else it is the distance to states of the policy.</summary>
    public required bool NoveltyIsSpread { get; init; }

    /// <summary>The steps that contradict the policy most, with a few seconds around them.</summary>
    public required IReadOnlyList<ContradictingWindow> WorstWindows { get; init; }

    /// <summary>Distributions of times, by name.</summary>
    public required IReadOnlyDictionary<string, Distribution> Latencies { get; init; }

    /// <summary>Moments like the one that was asked for; <see langword="null"/> where none was, or it is not in the recordings.</summary>
    public IReadOnlyList<SimilarMoment>? Similar { get; init; }

    /// <summary>What could not be done, as sentences.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}
