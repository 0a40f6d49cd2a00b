using RobotPolicy.Control.Failure.Thresholds;

namespace RobotPolicy.Control.Failure;

/// <summary>Until which call a window holds a score that could not be told, by why.</summary>
internal readonly record struct WindowFaults(int NotFiniteUntil, int ThrewUntil, int MissingUntil)
{
    public static WindowFaults None { get; } = new(-1, -1, -1);

    /// <summary>With what happened in a call of a score with such a window.</summary>
    public WindowFaults With(DegradedReason fault, int call, int window)
    {
        var until = window == ScoreWindow.WholeEpoch || call > int.MaxValue - window ? int.MaxValue : call + window - 1;
        return fault switch
        {
            DegradedReason.ScoreNotFinite => this with { NotFiniteUntil = until },
            DegradedReason.ScoreThrew => this with { ThrewUntil = until },
            DegradedReason.InputMissing => this with { MissingUntil = until },
            _ => this,
        };
    }

    /// <summary>What is the matter with the sum in a call; the gravest.</summary>
    public DegradedReason At(int call) =>
        call <= NotFiniteUntil ? DegradedReason.ScoreNotFinite
        : call <= ThrewUntil ? DegradedReason.ScoreThrew
        : call <= MissingUntil ? DegradedReason.InputMissing
        : DegradedReason.None;
}
