namespace RobotPolicy.Control.Safety;

/// <summary>What the limits did to a target. Flags: several can hold at once.</summary>
[Flags]
public enum SafetyFlags
{
    /// <summary>The target was reached unchanged.</summary>
    Passed = 0,

    /// <summary>All joints were slowed because one would have exceeded its speed.</summary>
    SlowedVelocity = 1,

    /// <summary>All joints were slowed because one would have exceeded its acceleration, or could not have braked in time.</summary>
    SlowedAcceleration = 2,

    /// <summary>The target lay outside the position limits, or the arm stands outside them, and was moved inside.</summary>
    PositionLimited = 4,

    /// <summary>The target was not finite; the arm decelerates instead.</summary>
    NonFinite = 8,

    /// <summary>A single joint had to leave the common path, because on it the joint could not have stayed within its limits.</summary>
    Clamped = 16,

    /// <summary>No target was asked for: a deceleration to standstill.</summary>
    Stopping = 32,
}
