namespace RobotPolicy.Control.Model;

/// <summary>How a policy chooses the primitives that its tasks are made of (a high-level classifier, as in Cable Routing). Immutable.</summary>
public sealed record SelectorSpec
{
    /// <summary>Most primitives.</summary>
    public const int MaxPrimitives = 32;

    /// <summary>Longest history.</summary>
    public const int MaxHistory = 64;

    /// <summary>Choices of a task unless told otherwise.</summary>
    public const int DefaultMaxChoices = 50;

    /// <summary>The primitives; class i of the selector stands for the i-th, and the class after the last for a task that is done.</summary>
    public required IReadOnlyList<PrimitiveSpec> Primitives { get; init; }

    /// <summary>Choices that the selector looks back to (Cable Routing: 6).</summary>
    public int History { get; init; } = 6;

    /// <summary>Least lead of the highest logit over the next; with less, nothing is chosen.</summary>
    public double Margin { get; init; }

    /// <summary>Most choices of a task, retries of a primitive included.</summary>
    public int MaxChoices { get; init; } = DefaultMaxChoices;

    /// <summary>The choice that says that the task is done; primitive i is choice i + 1.</summary>
    public int Done => Primitives.Count + 1;
}
