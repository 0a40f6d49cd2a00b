using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>Whether joint states come often enough.</summary>
internal sealed class JointRateCheck : IHardwareCheck
{
    public IEnumerable<Finding> Judge(HardwareProfile profile, Heard heard) => profile.JointStates
        .Where(topic => heard.Joints.GetValueOrDefault(topic.Topic) is { Stream.IsHeard: true })
        .Select(topic => Rates.Judge("joint rate", topic.Topic, heard.Joints[topic.Topic].Stream, profile.Robot.JointStateTimeout, "joint_states.timeout_s"));
}
