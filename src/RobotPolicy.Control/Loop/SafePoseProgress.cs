namespace RobotPolicy.Control.Loop;

/// <summary>How far the arm is on its way to the safe pose.</summary>
internal enum SafePoseProgress
{
    /// <summary>There is no safe pose.</summary>
    None = 0,

    /// <summary>It is not there yet, or nobody wants it there.</summary>
    Away,

    /// <summary>Command and measurement are there.</summary>
    Reached,

    /// <summary>The way has taken longer than it should.</summary>
    Overdue,
}
