namespace RobotPolicy.Control.Loop;

/// <summary>Where the command of one tick comes from.</summary>
public enum CommandSource
{
    /// <summary>Nothing is published.</summary>
    None = 0,

    /// <summary>The policy's schedule.</summary>
    Policy,

    /// <summary>Deceleration to standstill, then the same command again.</summary>
    Hold,

    /// <summary>Eases off towards the position that was measured when the arm did not follow, or moves to the safe pose in a retry.</summary>
    Retreat,

    /// <summary>Nobody receives: the command is kept at the measured position, so that whoever connects next is not pulled anywhere.</summary>
    Follow,

    /// <summary>A human.</summary>
    Human,
}
