namespace RobotPolicy.Server.Operations.Questions;

/// <summary>What is to be asked, and what follows from it.</summary>
public sealed record QuestionPlan
{
    /// <summary>What is asked.</summary>
    public required string Text { get; init; }

    /// <summary>What may be answered.</summary>
    public required IReadOnlyList<Choice> Choices { get; init; }

    /// <summary>Task that waits, or empty.</summary>
    public string TaskId { get; init; } = "";

    /// <summary>Time after which nobody waits any more; <see langword="null"/> for ever.</summary>
    public TimeSpan? Expiry { get; init; }

    /// <summary>
    /// Acts on a choice, and on who made it. An <see cref="OperationException"/> refuses it: whoever answered is told, and the question stays open.
    /// </summary>
    public required Func<string, string, Task> OnAnswer { get; init; }

    /// <summary>Acts on a question that expired; not called when it is withdrawn.</summary>
    public Action OnExpired { get; init; } = static () => { };
}
