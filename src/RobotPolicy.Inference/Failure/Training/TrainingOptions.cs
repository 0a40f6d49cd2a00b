namespace RobotPolicy.Inference.Failure.Training;

/// <summary>How a score is trained. Immutable.</summary>
public sealed record TrainingOptions
{
    /// <summary>Widths of the published networks for novelty of the observation.</summary>
    public static IReadOnlyList<int> PublishedWidths { get; } = [1024, 2048, 4096];

    /// <summary>
    /// Widths of the layers that target and predictor share in shape. The default is an eighth of the published ones: trained
    /// in-process on a processor, those take hours.
    /// </summary>
    public IReadOnlyList<int> Widths { get; init; } = [128, 256, 512];

    /// <summary>Numbers that target and predictor come to.</summary>
    public int Outputs { get; init; } = 64;

    /// <summary>Learning rate at the start; falls to <see cref="FinalLearningRate"/> along half a cosine.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Learning rate at the end.</summary>
    public double FinalLearningRate { get; init; } = 1e-6;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 1e-5;

    /// <summary>Steps of rollouts that one update looks at.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Most passes over the steps.</summary>
    public int MaxEpochs { get; init; } = 250;

    /// <summary>Passes without a better validation after which training ends.</summary>
    public int Patience { get; init; } = 7;

    /// <summary>Share of the steps that is held out to tell when to stop.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Whether inputs are brought to mean 0 and standard deviation 1 of the training steps, inside the graph.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>Seed of weights, split and order.</summary>
    public int Seed { get; init; }
}
