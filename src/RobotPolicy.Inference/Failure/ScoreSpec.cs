namespace RobotPolicy.Inference.Failure;

/// <summary>One score of a package's monitor (an entry of <c>failure.scores</c>). Immutable.</summary>
public sealed record ScoreSpec
{
    /// <summary>Which score it is.</summary>
    public required ScoreType Type { get; init; }

    /// <summary>Name in calibration and reports, unlike every other of the monitor (<c>name</c>, for graphs); else the type's own.</summary>
    public required string Name { get; init; }

    /// <summary>Inferences that the score is summed over, this one included; 0 for all of an epoch (<c>window</c>).</summary>
    public int Window { get; init; } = 1;

    /// <summary>Graph that answers with the score, relative to the package folder (<c>graph</c>); <see langword="null"/> where no graph does.</summary>
    public string? Graph { get; init; }

    /// <summary>Safetensors file with what the score compares with (<c>parameters</c>); <see langword="null"/> where it needs none.</summary>
    public string? Parameters { get; init; }

    /// <summary>Joints, by the policy's names, that the score looks at (<c>joints</c>); empty for all.</summary>
    public IReadOnlyList<string> Joints { get; init; } = [];

    /// <summary>Where it stands in the manifest, for errors.</summary>
    internal string Field { get; init; } = FailureReader.Field + ".scores";

    /// <summary>Whether it looks at the embedding, whatever else it looks at.</summary>
    internal bool NeedsEmbedding => Type is ScoreType.ObservationNovelty or ScoreType.ObservationLikelihood or ScoreType.ObservationDistance;

    /// <summary>Whether it compares where chunks or samples lead: steps and velocities would have to be added up first.</summary>
    internal bool ComparesPositions => NeedsSamples || Type == ScoreType.ChunkConsistency;

    /// <summary>Whether it compares samples with each other, so that one alone says nothing.</summary>
    internal bool NeedsSamples => Type is ScoreType.ActionEntropy or ScoreType.TemporalConsistency or ScoreType.Spread;
}
