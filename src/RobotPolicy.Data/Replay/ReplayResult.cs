namespace RobotPolicy.Data.Replay;

/// <summary>What a replay came to.</summary>
public sealed record ReplayResult
{
    /// <summary>Against the recording.</summary>
    public required ReplayComparison Comparison { get; init; }

    /// <summary>What could not be done, as sentences.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What was thrown inside the loop.</summary>
    public IReadOnlyList<string> InternalErrors { get; init; } = [];

    /// <summary>Time from the first to the last tick of the recording.</summary>
    public TimeSpan LogTime { get; init; }

    /// <summary>Time that the replay took.</summary>
    public TimeSpan WallTime { get; init; }

    /// <summary>Time of it that went into serving inferences: the model, its pictures and its monitor.</summary>
    public TimeSpan PolicyTime { get; init; }

    /// <summary>Whether nothing at all was different.</summary>
    public bool IsExact => Comparison.IsExact && Problems.Count == 0 && InternalErrors.Count == 0;
}
