namespace RobotPolicy.Inference.Sampling.Plans;

/// <summary>
/// One network call and what is done with its prediction p. Every method of every family comes down to the same two lines:
/// <code>
/// clean  = clamp(CleanFromSample·x + CleanFromPrediction·p, ±CleanLimit)
/// sample = Clean·clean + Sample·x + Prediction·p + Memory·memory + Noise·z
/// </code>
/// </summary>
internal readonly record struct SamplingStage
{
    /// <summary>Where sampling stands.</summary>
    public required SamplingStep Step { get; init; }

    /// <summary>Factor on the sample before the network sees it.</summary>
    public float InputScale { get; init; }

    public float CleanFromSample { get; init; }

    public float CleanFromPrediction { get; init; }

    /// <summary>+∞ for none.</summary>
    public float CleanLimit { get; init; }

    public float Clean { get; init; }

    public float Sample { get; init; }

    public float Prediction { get; init; }

    public float Memory { get; init; }

    /// <summary>No noise is drawn where it is 0.</summary>
    public float Noise { get; init; }

    /// <summary>What the memory holds afterwards.</summary>
    public StageMemory Keep { get; init; }
}
