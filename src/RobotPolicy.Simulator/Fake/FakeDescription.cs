using System.Globalization;
using System.Text;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Simulator.Fake;

/// <summary>The URDF that a robot_state_publisher would publish of a robot: a chain of links without shape, with the joints' limits.</summary>
internal static class FakeDescription
{
    /// <summary>Topic of the description beside a topic of joint states: in the same namespace.</summary>
    internal static string TopicOf(JointTopic joints) => joints.Topic[..(joints.Topic.LastIndexOf('/') + 1)] + "robot_description";

    /// <summary>Describes the joints of one topic.</summary>
    internal static string Write(RobotDescription robot, JointTopic topic)
    {
        var urdf = new StringBuilder("<?xml version=\"1.0\"?>\n<robot name=\"").Append(robot.Name).Append("\">\n  <link name=\"link0\"/>\n");
        for (var i = 0; i < topic.Joints.Count; i++)
        {
            var joint = robot.Joints[topic.Joints[i]];
            urdf.Append(CultureInfo.InvariantCulture, $"""
                  <link name="link{i + 1}"/>
                  <joint name="{topic.Names[i]}" type="{(joint.Prismatic ? "prismatic" : "revolute")}">
                    <parent link="link{i}"/><child link="link{i + 1}"/><axis xyz="0 0 1"/>
                    <limit lower="{joint.MinPosition:R}" upper="{joint.MaxPosition:R}" velocity="{joint.MaxVelocity:R}" effort="10"/>
                  </joint>

                """);
        }

        return urdf.Append("</robot>\n").ToString();
    }
}
