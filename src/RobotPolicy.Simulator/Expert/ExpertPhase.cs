namespace RobotPolicy.Simulator.Expert;

/// <summary>What the scripted expert is doing, in the order in which it does it.</summary>
internal enum ExpertPhase
{
    /// <summary>Moving above the cube.</summary>
    Hover = 0,

    /// <summary>Lowering the open gripper around the cube.</summary>
    Descend,

    /// <summary>Closing the gripper.</summary>
    Close,

    /// <summary>Lifting the cube.</summary>
    Lift,

    /// <summary>Carrying it above the disc.</summary>
    Carry,

    /// <summary>Lowering it onto the disc.</summary>
    Lower,

    /// <summary>Opening the gripper.</summary>
    Release,

    /// <summary>Moving up and away.</summary>
    Retreat,

    /// <summary>Finished.</summary>
    Done,

    /// <summary>After a takeover only: opening the gripper and rising, to begin anew.</summary>
    Recover,
}
