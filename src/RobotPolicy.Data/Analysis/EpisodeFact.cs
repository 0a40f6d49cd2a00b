namespace RobotPolicy.Data.Analysis;

/// <summary>One task of a recording.</summary>
/// <param name="Log">Name of the recording.</param>
/// <param name="Task">Its id.</param>
/// <param name="StartSeconds">Its beginning, since the first tick of the recording.</param>
public sealed record EpisodeFact(string Log, string Task, double StartSeconds)
{
    /// <summary>Path of the recording.</summary>
    public string Path { get; init; } = "";

    /// <summary>What it was to do; empty where it was no text.</summary>
    public string Text { get; init; } = "";

    /// <summary>Package of its policy.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Who started it; empty where that was not noted.</summary>
    public string StartedBy { get; init; } = "";

    /// <summary><c>success</c>, <c>failure</c>, <c>unsure</c>, or empty where nobody said.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Who says so: <c>label</c>, or who gave the verdict.</summary>
    public string OutcomeBy { get; init; } = "";

    /// <summary>Its duration, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Whether the recording holds its end.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Seconds in which the policy was executed, a human was in command, and the arm was held or stopped.</summary>
    public double PolicySeconds { get; init; }

    /// <inheritdoc cref="PolicySeconds"/>
    public double HumanSeconds { get; init; }

    /// <inheritdoc cref="PolicySeconds"/>
    public double HeldSeconds { get; init; }

    /// <summary>Takeovers.</summary>
    public int Takeovers { get; init; }

    /// <summary>Holds and stops.</summary>
    public int Holds { get; init; }

    /// <summary>Times that the failure monitor raised an alarm.</summary>
    public int Alarms { get; init; }

    /// <summary>The first alarm, since the task began, seconds; <see langword="null"/> without one.</summary>
    public double? FirstAlarmSeconds { get; init; }
}
