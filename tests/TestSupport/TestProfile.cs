using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;

namespace RobotPolicy.TestSupport;

/// <summary>Hardware profiles of robots that a test makes up.</summary>
internal static class TestProfile
{
    /// <summary>All joints on one topic each way: <c>/joint_states</c> and <c>/commands</c>.</summary>
    public static HardwareProfile Of(RobotDescription robot, CommandInterface command = CommandInterface.ForwardPosition)
    {
        var all = Joints("/joint_states", robot, Enumerable.Range(0, robot.Joints.Count));
        return new HardwareProfile { Robot = robot, JointStates = [all], Commands = [Commanded(all with { Topic = "/commands" }, command)] };
    }

    /// <summary>Some joints on a topic, under their own names.</summary>
    public static JointTopic Joints(string topic, RobotDescription robot, IEnumerable<int> joints)
    {
        int[] places = [.. joints];
        return new JointTopic { Topic = topic, Joints = places, Names = [.. places.Select(place => robot.Joints[place].Name)] };
    }

    /// <summary>The same joints on a topic of commands.</summary>
    public static CommandTopic Commanded(JointTopic joints, CommandInterface command) =>
        new() { Topic = joints.Topic, Joints = joints.Joints, Names = joints.Names, Interface = command };
}
