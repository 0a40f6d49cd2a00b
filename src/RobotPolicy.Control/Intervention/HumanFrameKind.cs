namespace RobotPolicy.Control.Intervention;

/// <summary>What the values of a human's frame mean.</summary>
public enum HumanFrameKind
{
    /// <summary>Joint velocities, rad/s or m/s.</summary>
    Jog = 0,

    /// <summary>
    /// Positions of a leader that may stand elsewhere, rad or m: the first engaged one is where the arm is, and the arm moves by the
    /// leader's differences from there (a clutch).
    /// </summary>
    ClutchedTarget,

    /// <summary>Positions for the arm itself, rad or m; it goes there at most at the takeover speed, and follows from then on.</summary>
    AbsoluteTarget,
}
