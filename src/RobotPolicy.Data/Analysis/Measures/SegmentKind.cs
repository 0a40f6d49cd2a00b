namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>Kinds of <see cref="Segment"/>.</summary>
public enum SegmentKind
{
    /// <summary>Nobody moves the arm, though it is not held.</summary>
    Idle,

    /// <summary>The arm moves, and comes back to where it was.</summary>
    NoProgress,

    /// <summary>The arm moves after the task has succeeded.</summary>
    AfterSuccess,
}
