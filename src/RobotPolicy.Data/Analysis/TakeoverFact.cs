using RobotPolicy.Data.Analysis.Measures;
using RobotPolicy.Data.Analysis.Spans;

namespace RobotPolicy.Data.Analysis;

/// <summary>One takeover.</summary>
/// <param name="Log">Name of the recording.</param>
/// <param name="Task">Id of the task; empty where none ran.</param>
/// <param name="StartSeconds">When, since the first tick of the recording.</param>
/// <param name="Operator">Who, as the service knew them; empty where that was not noted.</param>
/// <param name="Source">By which stream: api or topic.</param>
public sealed record TakeoverFact(string Log, string Task, double StartSeconds, string Operator, string Source)
{
    /// <summary>How long the human was in command, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>From the beginning of the alarm before it in the same task, seconds; <see langword="null"/> where there was none.</summary>
    public double? ReactionSeconds { get; init; }

    /// <summary>Who moved the arm just before.</summary>
    public Phase Before { get; init; }

    /// <summary>Why, where it was held.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Greatest commanded speed of a joint just before, as a share of its limit.</summary>
    public double SpeedBefore { get; init; }

    /// <summary>Ratio of the failure score just before; <see langword="null"/> where the monitor did not tell.</summary>
    public double? RatioBefore { get; init; }

    /// <summary>Root mean square of policy and human over all joints, in units of their ranges; <see langword="null"/> where the policy did not go on in shadow.</summary>
    public double? Divergence { get; init; }

    /// <summary>Share of its steps that agree with the policy or teach something new, 0…1; <see langword="null"/> where it was not judged.</summary>
    public double? Compatibility { get; init; }

    /// <summary>Share of its steps that contradict the policy where the policy knows its way; <see langword="null"/> where it was not judged.</summary>
    public double? Contradiction { get; init; }

    /// <summary>The moments of all recordings that the policy saw alike, nearest first.</summary>
    public IReadOnlyList<SimilarMoment> Similar { get; init; } = [];
}
