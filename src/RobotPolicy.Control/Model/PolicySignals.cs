namespace RobotPolicy.Control.Model;

/// <summary>What a policy says about its task beside actions. NaN where it says nothing, or nothing that is a number.</summary>
/// <param name="Progress">How much of the task is done, as the policy's training defines it; mostly 0 to 1.</param>
/// <param name="Success">How likely the task is done, mostly 0 to 1.</param>
/// <param name="Confidence">How sure it is of its actions.</param>
public readonly record struct PolicySignals(float Progress, float Success, float Confidence)
{
    /// <summary>It says nothing.</summary>
    public static PolicySignals None { get; } = new(float.NaN, float.NaN, float.NaN);

    /// <summary>What this and the inferences before it said about success, for whoever wants several in a row.</summary>
    public RecentSuccess Recent { get; init; } = RecentSuccess.None;

    /// <summary>
    /// The primitive that it has chosen, from 1, where it was asked for one; the number after the last says that the task is done, and 0
    /// that nothing was chosen.
    /// </summary>
    public int Choice { get; init; }
}
