namespace RobotPolicy.Control.Model;

/// <summary>One joint of the robot and the limits of its commands. All limits are mandatory and finite.</summary>
public sealed record JointDescription
{
    /// <summary>Name by which policies and operators know it. What the robot's messages call it is a matter of its hardware profile.</summary>
    public required string Name { get; init; }

    /// <summary>Whether positions are metres rather than radians.</summary>
    public bool Prismatic { get; init; }

    /// <summary>Lowest commanded position, rad or m.</summary>
    public required double MinPosition { get; init; }

    /// <summary>Highest commanded position, rad or m.</summary>
    public required double MaxPosition { get; init; }

    /// <summary>Highest commanded speed, rad/s or m/s.</summary>
    public required double MaxVelocity { get; init; }

    /// <summary>Highest commanded acceleration and deceleration, rad/s² or m/s².</summary>
    public required double MaxAcceleration { get; init; }

    /// <summary>Largest distance between command and measurement before motion stops, rad or m.</summary>
    public required double MaxTrackingError { get; init; }

    /// <summary>How long a command takes until it has its effect; it is sent as much earlier.</summary>
    public TimeSpan CommandLatency { get; init; }
}
