namespace RobotPolicy.Simulator.Faults;

/// <summary>What is wrong with the time stamps of joint states and images.</summary>
internal enum StampFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Every second message carries the stamp of the one before.</summary>
    Duplicated,

    /// <summary>Every second message carries a stamp that is older than the one before.</summary>
    Reordered,

    /// <summary>The robot's clock has jumped ten seconds back.</summary>
    ClockBack,

    /// <summary>The robot's clock has jumped ten seconds ahead.</summary>
    ClockAhead,
}
