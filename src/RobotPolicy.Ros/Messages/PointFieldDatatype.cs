namespace RobotPolicy.Ros.Messages;

/// <summary>Number type of a point's field, the constants of <c>sensor_msgs/msg/PointField</c>.</summary>
public enum PointFieldDatatype : byte
{
    /// <summary>Signed, 8 bits.</summary>
    Int8 = 1,

    /// <summary>Unsigned, 8 bits.</summary>
    UInt8 = 2,

    /// <summary>Signed, 16 bits.</summary>
    Int16 = 3,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16 = 4,

    /// <summary>Signed, 32 bits.</summary>
    Int32 = 5,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32 = 6,

    /// <summary>Floating-point, 32 bits.</summary>
    Float32 = 7,

    /// <summary>Floating-point, 64 bits.</summary>
    Float64 = 8,
}
