namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>A task as the events of a recording tell it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="StartNs">Its first event, on the recording's monotonic clock.</param>
public sealed record TaskSpan(string Id, long StartNs)
{
    /// <summary>When it ended; <see langword="null"/> where the recording ends before.</summary>
    public long? EndNs { get; init; }

    /// <summary>What it was to do, as it was stated; empty where it was no text.</summary>
    public string Text { get; init; } = "";

    /// <summary>Package of its policy.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Who started it; empty where that was not noted.</summary>
    public string StartedBy { get; init; } = "";

    /// <summary>Its state as the service names it, the last one.</summary>
    public string State { get; init; } = "";

    /// <summary>Why it ended or was stopped, as the service names it; <c>none</c> or empty for nothing.</summary>
    public string Cause { get; init; } = "";

    /// <summary><c>success</c>, <c>failure</c>, <c>unsure</c>, or empty: the verdict at run time.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>Who gave the verdict.</summary>
    public string VerdictBy { get; init; } = "";

    /// <summary>
    /// How it came out at run time: as the verdict says, else as the success that ended it; empty where nobody can tell.
    /// </summary>
    public string Outcome => Verdict.Length > 0 ? Verdict : State == "ended" && Cause == "task_succeeded" ? "success" : "";

    /// <summary>Who said how it came out at run time: who gave the verdict, <c>policy</c> for its own success; empty where nobody did.</summary>
    public string OutcomeBy => Verdict.Length == 0 ? (Outcome.Length > 0 ? "policy" : "") : VerdictBy.Length > 0 ? VerdictBy : "verdict";

    /// <summary>Whether it held, was taken over or tried again.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>When the verdict <c>success</c> first came; <see langword="null"/> where it did not.</summary>
    public long? SucceededNs { get; init; }

    /// <summary>Attempt that it came to, from 1; 0 where that was not noted.</summary>
    public long Attempt { get; init; }
}
