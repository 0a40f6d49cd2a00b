namespace RobotPolicy.Control.Bridge;

/// <summary>What a stop input demands now, and why.</summary>
public enum StopInputFault
{
    /// <summary>Nothing: motion is allowed.</summary>
    None = 0,

    /// <summary>Its value is the one that stops.</summary>
    Thrown,

    /// <summary>It has been heard, but not within its timeout.</summary>
    Silent,

    /// <summary>It has never been heard.</summary>
    NotHeard,
}
