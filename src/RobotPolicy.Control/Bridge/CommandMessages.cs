using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Control.Bridge;

/// <summary>Messages of the interfaces by which a robot is commanded.</summary>
public static class CommandMessages
{
    /// <summary>Type of an interface's message.</summary>
    public static RosMessageType TypeOf(CommandInterface command) =>
        command == CommandInterface.JointTrajectory ? JointTrajectory.Type : Float64MultiArray.Type;
}
