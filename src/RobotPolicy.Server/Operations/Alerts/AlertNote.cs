using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>What is to be raised.</summary>
public sealed record AlertNote
{
    /// <summary>The condition: while an alert with the same source and key is open, no second one is raised.</summary>
    public required string Key { get; init; }

    /// <summary>What raises it: "stop", "transport", "policy", "recorder", "monitor".</summary>
    public required string Source { get; init; }

    /// <summary>How urgent.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>One sentence.</summary>
    public required string Text { get; init; }

    /// <summary>Cause of a stop; none otherwise.</summary>
    public StopCause Cause { get; init; }

    /// <summary>Joint, camera or stop input to blame.</summary>
    public string Culprit { get; init; } = "";

    /// <summary>Task that it happened to.</summary>
    public string TaskId { get; init; } = "";

    /// <summary>Package that was running.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Epoch in which it happened.</summary>
    public long Epoch { get; init; }

    /// <summary>What the monitor said; <see langword="null"/> from other sources.</summary>
    public MonitorReading? Failure { get; init; }
}
