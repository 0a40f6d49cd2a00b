using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>geometry_msgs/msg/Quaternion</c>, Hamilton, scalar last. Not checked for unit length; may be NaN or infinite.</summary>
/// <param name="X">Vector part, x.</param>
/// <param name="Y">Vector part, y.</param>
/// <param name="Z">Vector part, z.</param>
/// <param name="W">Scalar part.</param>
public readonly record struct RosQuaternion(double X, double Y, double Z, double W)
{
    internal static RosQuaternion Read(scoped ref CdrReader reader, string field)
    {
        var x = reader.ReadDouble(field);
        var y = reader.ReadDouble(field);
        var z = reader.ReadDouble(field);
        return new RosQuaternion(x, y, z, reader.ReadDouble(field));
    }

    internal void Write(scoped ref CdrWriter writer, string field)
    {
        writer.WriteDouble(X, field);
        writer.WriteDouble(Y, field);
        writer.WriteDouble(Z, field);
        writer.WriteDouble(W, field);
    }
}
