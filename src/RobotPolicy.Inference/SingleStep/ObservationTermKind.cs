namespace RobotPolicy.Inference.SingleStep;

/// <summary>What the service can put into an observation vector.</summary>
internal enum ObservationTermKind
{
    /// <summary>Joint positions less the default ones, in radians or metres.</summary>
    JointPosition = 0,

    /// <summary>Joint velocities, in rad/s or m/s.</summary>
    JointVelocity,

    /// <summary>The network's own last answer, before scale and default are applied; zeros at the start of an epoch.</summary>
    LastAction,

    /// <summary>Numbers that the manifest states.</summary>
    Command,
}
