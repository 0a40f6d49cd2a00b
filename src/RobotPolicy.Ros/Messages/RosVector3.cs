using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>geometry_msgs/msg/Vector3</c> and <c>Point</c>, in the frame of the message around it. May be NaN or infinite.</summary>
/// <param name="X">Along x.</param>
/// <param name="Y">Along y.</param>
/// <param name="Z">Along z.</param>
public readonly record struct RosVector3(double X, double Y, double Z)
{
    internal static RosVector3 Read(scoped ref CdrReader reader, string field)
    {
        var x = reader.ReadDouble(field);
        var y = reader.ReadDouble(field);
        return new RosVector3(x, y, reader.ReadDouble(field));
    }

    internal void Write(scoped ref CdrWriter writer, string field)
    {
        writer.WriteDouble(X, field);
        writer.WriteDouble(Y, field);
        writer.WriteDouble(Z, field);
    }
}
