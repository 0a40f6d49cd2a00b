using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>rosgraph_msgs/msg/Clock</c>: the time of a simulation.</summary>
/// <param name="Time">Simulated time.</param>
public readonly record struct Clock(RosTime Time) : IRosMessage<Clock>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("rosgraph_msgs/msg/Clock", "RIHS01_692f7a66e93a3c83e71765d033b60349ba68023a8c689a79e48078bcb5c58564");

    /// <inheritdoc/>
    public static Clock Read(scoped ref CdrReader reader) => new(RosTime.Read(ref reader, "clock"));

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer) => Time.Write(ref writer, "clock");
}
