namespace RobotPolicy.Server.Operations.Questions;

/// <summary>A question to the operator as it stands; immutable.</summary>
public sealed record Question
{
    /// <summary>Number, rising.</summary>
    public required long Number { get; init; }

    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>What is asked.</summary>
    public required string Text { get; init; }

    /// <summary>What may be answered.</summary>
    public required IReadOnlyList<Choice> Choices { get; init; }

    /// <summary>Task that waits, or empty.</summary>
    public required string TaskId { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When it is withdrawn, or <see langword="null"/> where it waits for ever.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was answered, withdrawn or expired; <see langword="null"/> while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The choice that was made; empty where none was.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Who made it.</summary>
    public string AnsweredBy { get; init; } = "";

    /// <summary>What they said to it.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Whether it waits for an answer.</summary>
    public bool IsOpen => ClosedAt is null;
}
