namespace RobotPolicy.Inference.Selection;

/// <summary>What a package says about sampling several chunks and picking one (<c>x-robotpolicy.candidates</c>). Immutable.</summary>
public sealed record CandidatesSpec
{
    /// <summary>Most candidates.</summary>
    public const int MaxCount = 256;

    /// <summary>Chunks that are sampled together, 1…256 (<c>count</c>).</summary>
    public int Count { get; init; } = 1;

    /// <summary>By what one is picked (<c>choose</c>).</summary>
    public CandidateChoice Choose { get; init; }

    /// <summary>
    /// Actions k at the front of a sampled chunk that are past already, the last of them one interval before the observation; the
    /// chunk that is handed out begins behind them (<c>past_steps</c>).
    /// </summary>
    public int PastSteps { get; init; }

    /// <summary>Decay β of the weight of later actions in the distance to the chunk in use, above 0, at most 1 (<c>decay</c>).</summary>
    public double Decay { get; init; } = 0.99;

    /// <summary>Factor β of the reward (<c>beta</c>).</summary>
    public double RewardScale { get; init; } = 100;

    /// <summary>Noise draws N that a reward is averaged over (<c>draws</c>).</summary>
    public int RewardDraws { get; init; } = 10;

    /// <summary>Largest edit β in normalised units (<c>edit_scale</c>).</summary>
    public double EditScale { get; init; } = 0.05;

    /// <summary>
    /// Heads of the Q ensemble whose minimum counts, picked once by the seed of the noise; <see langword="null"/> for all
    /// (<c>heads</c>).
    /// </summary>
    public int? ValueHeads { get; init; }
}
