namespace RobotPolicy.Control.Failure;

/// <summary>
/// One way to suspect that a policy is about to fail. Judges one inference after another; used by one thread at a time. A new score
/// is a class behind this interface and a name in the package's manifest.
/// </summary>
public interface IFailureScore
{
    /// <summary>Name, as the package and every report write it: "rnd_oe", "ace".</summary>
    string Name { get; }

    /// <summary>
    /// Whether what it judges was there at all, asked after a score of the same input that was not finite. Where it was not, the
    /// monitor reports the input as missing; a NaN that comes of an input which is there is an alarm. Allocates nothing.
    /// </summary>
    bool HasInput(in ScoreInput input) => !input.Insight.Embedding.IsEmpty || !input.Insight.Samples.IsEmpty;

    /// <summary>
    /// Judges an inference: 0 or more, and the more the more suspicious. NaN where it cannot be told, which never counts as harmless.
    /// Called for every inference of an epoch in order; allocates nothing.
    /// </summary>
    double Score(in ScoreInput input);

    /// <summary>Forgets what was carried from one inference to the next; called at the start of an epoch.</summary>
    void Reset();
}
