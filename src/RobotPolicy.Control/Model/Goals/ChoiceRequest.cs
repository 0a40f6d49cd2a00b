namespace RobotPolicy.Control.Model;

/// <summary>
/// Asks a policy with a selector to choose the next primitive instead of acting: while this is its goal, an inference answers with
/// <see cref="PolicyStatus.Chosen"/> and no actions. Immutable.
/// </summary>
/// <param name="history">
/// The last choices, newest last, padded on the left with 0; primitive i is i + 1. As many as <see cref="SelectorSpec.History"/>.
/// </param>
public sealed class ChoiceRequest(IEnumerable<int> history) : PreparedGoal
{
    private readonly int[] _history = [.. history];

    /// <summary>The last choices, newest last, padded on the left with 0.</summary>
    public ReadOnlySpan<int> History => _history;
}
