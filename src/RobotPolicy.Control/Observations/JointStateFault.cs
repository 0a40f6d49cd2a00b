namespace RobotPolicy.Control.Observations;

/// <summary>Why a whole joint-state message was rejected.</summary>
public enum JointStateFault
{
    /// <summary>Nothing is wrong with it.</summary>
    None = 0,

    /// <summary>The bytes are not a joint state.</summary>
    Malformed,

    /// <summary>A joint of the robot is not in the message.</summary>
    JointMissing,

    /// <summary>A joint is named twice.</summary>
    JointTwice,

    /// <summary>Names and positions (or velocities, where given) differ in number.</summary>
    LengthMismatch,

    /// <summary>A position or velocity is NaN or infinite.</summary>
    NonFinite,

    /// <summary>The time stamp is in the future.</summary>
    StampFuture,

    /// <summary>The time stamp was too old at reception.</summary>
    StampTooOld,
}
