namespace RobotPolicy.Ros.Messages;

/// <summary><c>sensor_msgs/msg/PointField</c>: where a value stands in a point's bytes.</summary>
/// <param name="Name">Name, such as <c>x</c> or <c>rgb</c>.</param>
/// <param name="Offset">Bytes from the point's first.</param>
/// <param name="Datatype">Number type.</param>
/// <param name="Count">Numbers in the field.</param>
public readonly record struct PointField(string Name, uint Offset, PointFieldDatatype Datatype, uint Count)
{
    /// <summary>Bytes of one number of a type; 0 for a type that does not exist.</summary>
    internal static int GetSize(PointFieldDatatype datatype) => datatype switch
    {
        PointFieldDatatype.Int8 or PointFieldDatatype.UInt8 => 1,
        PointFieldDatatype.Int16 or PointFieldDatatype.UInt16 => 2,
        PointFieldDatatype.Int32 or PointFieldDatatype.UInt32 or PointFieldDatatype.Float32 => 4,
        PointFieldDatatype.Float64 => 8,
        _ => 0,
    };
}
