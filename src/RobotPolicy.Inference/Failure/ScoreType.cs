namespace RobotPolicy.Inference.Failure;

/// <summary>Which score of a package's monitor (<c>type</c>).</summary>
public enum ScoreType
{
    /// <summary>Novelty of the observation by random network distillation (<c>rnd_oe</c>); a graph of the package.</summary>
    ObservationNovelty,

    /// <summary>Novelty of the executed chunk by random network distillation (<c>rnd_a</c>); a graph of the package.</summary>
    ActionNovelty,

    /// <summary>Likelihood of the observation under a flow (<c>logpzo</c>); a graph of the package.</summary>
    ObservationLikelihood,

    /// <summary>Any other graph of the package that answers with one number (<c>graph</c>).</summary>
    Graph,

    /// <summary>Entropy of the sampled chunks (<c>ace</c>).</summary>
    ActionEntropy,

    /// <summary>Disagreement of the samples of two inferences where they overlap (<c>stac</c>).</summary>
    TemporalConsistency,

    /// <summary>Distance of two chunks where they overlap (<c>consistency</c>).</summary>
    ChunkConsistency,

    /// <summary>Distance of the observation to the nearest of the clusters of calibration (<c>pca_kmeans</c>).</summary>
    ObservationDistance,

    /// <summary>Spread of the sampled chunks (<c>spread</c>).</summary>
    Spread,

    /// <summary>How unsure the policy says it is (<c>confidence</c>).</summary>
    Confidence,
}
