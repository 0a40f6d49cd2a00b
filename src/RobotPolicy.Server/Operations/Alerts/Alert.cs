namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>Something that somebody should look at, as it stands; immutable.</summary>
/// <param name="Number">Number, rising.</param>
/// <param name="Note">What was raised.</param>
/// <param name="RaisedAt">When.</param>
public sealed record Alert(long Number, AlertNote Note, DateTimeOffset RaisedAt)
{
    /// <summary>Id.</summary>
    public string Id => $"alert-{Number}";

    /// <summary>When the condition went away; <see langword="null"/> while it lasts.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>When somebody said that they had seen it.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>Who.</summary>
    public string AcknowledgedBy { get; init; } = "";

    /// <summary>What they said to it.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Who closed it; empty where the condition went away, or lasts.</summary>
    public string ResolvedBy { get; init; } = "";

    /// <summary>What they said to it.</summary>
    public string Resolution { get; init; } = "";

    /// <summary>Whether pictures of the moment are kept.</summary>
    public bool HasSnapshot { get; init; }

    /// <summary>Whether the condition lasts.</summary>
    public bool IsOpen => ResolvedAt is null;
}
