namespace RobotPolicy.Inference.Selection;

/// <summary>By what one of several sampled chunks is picked.</summary>
public enum CandidateChoice
{
    /// <summary>The first one.</summary>
    First = 0,

    /// <summary>Bidirectional decoding: close to the chunk in use, among many of its kind.</summary>
    Bidirectional,

    /// <summary>The one whose past actions are the closest to what was executed.</summary>
    PastTokens,

    /// <summary>The one that a preference-tuned denoiser explains better than its reference.</summary>
    Reward,

    /// <summary>The one, edited or not, that an ensemble of Q functions values most.</summary>
    Value,
}
