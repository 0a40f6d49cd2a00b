namespace RobotPolicy.Inference.SingleStep;

/// <summary>
/// How a policy of reinforcement learning in the manner of rsl_rl (IsaacLab, mjlab) is run: one vector of named terms in, one action
/// out; target = default position + scale · action. Immutable.
/// </summary>
internal sealed record SingleStepSpec
{
    // An executor asks for the next action a margin before the last one ends; a target that holds for less would leave gaps.
    private const double HoldSeconds = 0.1;

    /// <summary>Terms of the observation vector in order.</summary>
    public IReadOnlyList<ObservationTerm> Terms { get; init; } = [];

    /// <summary>Position that is 0 to the network, for each joint of the state.</summary>
    public IReadOnlyList<double> DefaultPositions { get; init; } = [];

    /// <summary>Position that action 0 means, for each joint of the action.</summary>
    public IReadOnlyList<double> ActionDefaults { get; init; } = [];

    /// <summary>Distance that action 1 means, for each joint of the action.</summary>
    public IReadOnlyList<double> ActionScale { get; init; } = [];

    /// <summary>The command, where there is one.</summary>
    public IReadOnlyList<double> Command { get; init; } = [];

    /// <summary>Numbers in the observation vector.</summary>
    public int Size => Terms.Sum(term => term.Size);

    /// <summary>The terms with their sizes, for errors.</summary>
    public string Layout => string.Join(" + ", Terms.Select(term => $"{term.Name} {term.Size}"));

    /// <summary>
    /// Actions in a chunk: the target of the one action, held until the next one is there, and no longer than a tenth of a second
    /// beyond its own interval.
    /// </summary>
    public static int HeldActions(double intervalSeconds) => 1 + (int)Math.Ceiling(HoldSeconds / intervalSeconds);
}
