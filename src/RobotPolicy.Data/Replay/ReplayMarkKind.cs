namespace RobotPolicy.Data.Replay;

/// <summary>Kinds of <see cref="ReplayMark"/>.</summary>
public enum ReplayMarkKind
{
    /// <summary>A human is in command.</summary>
    Takeover,

    /// <summary>The service raised an alert.</summary>
    Alert,

    /// <summary>Messages are missing from here on.</summary>
    Drop,

    /// <summary>Something else that was noted: a question, a goal, a package.</summary>
    Event,
}
