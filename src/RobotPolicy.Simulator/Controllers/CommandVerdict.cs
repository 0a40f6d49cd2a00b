namespace RobotPolicy.Simulator.Controllers;

/// <summary>What a controller did with a message.</summary>
internal enum CommandVerdict
{
    /// <summary>The arm follows it.</summary>
    Accepted = 0,

    /// <summary>The bytes are not such a message.</summary>
    Malformed,

    /// <summary>Another number of values than joints.</summary>
    WrongLength,

    /// <summary>A value is NaN or infinite.</summary>
    NotFinite,

    /// <summary>A joint name is unknown or stands twice.</summary>
    UnknownJoint,

    /// <summary>Not all joints are named; partial goals are not allowed.</summary>
    PartialJoints,

    /// <summary>A point has no positions.</summary>
    NoPositions,

    /// <summary>The points' times are negative or do not increase strictly.</summary>
    UnorderedTimes,

    /// <summary>The trajectory ended before it came.</summary>
    InThePast,

    /// <summary>The last point's velocity is not zero.</summary>
    MovingAtEnd,

    /// <summary>More points than <see cref="JointTrajectoryController.MaxPoints"/>.</summary>
    TooLong,
}
