using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Server.Operations.Logs;

/// <summary>A task of a recording, with what was said about it afterwards.</summary>
/// <param name="Span">The task as its recording tells it.</param>
/// <param name="EndNs">When it ended, or the recording did, on the recording's monotonic clock.</param>
/// <param name="Label">What was said about it afterwards; <see langword="null"/> for nothing.</param>
/// <param name="Takeovers">Times at which a human took over.</param>
/// <param name="Holds">Times at which it was held or stopped.</param>
/// <param name="Alarms">Times at which the failure monitor raised an alarm.</param>
public sealed record LogTask(TaskSpan Span, long EndNs, LogLabel? Label, int Takeovers, int Holds, int Alarms)
{
    /// <summary><c>success</c>, <c>failure</c>, <c>unsure</c>, or empty where nobody can tell.</summary>
    public string Outcome => Label?.Outcome ?? Span.Outcome;

    /// <summary>Who said so: who gave the verdict, "label" or "policy"; empty where nobody did.</summary>
    public string OutcomeBy => Label is not null ? "label" : Span.OutcomeBy;
}
