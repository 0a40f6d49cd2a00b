using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Tests.Hardware;

public sealed class JointTopicTests
{
    private const string TwoArms = """
        robot: r
        joint_states:
          topics:
            - {topic: /left/joint_states, joints: [left_a, left_grip]}
            - {topic: /right/joint_states, joints: [right_a]}
        command:
          type: joint_trajectory
          time_from_start_s: 0.05
          topics:
            - {topic: /left/arm, joints: [left_a]}
            - {topic: /left/grip, joints: [left_grip], type: forward_position}
            - {topic: /right/arm, joints: [right_a], time_from_start_s: 0.1}
        joints:
          - {name: right_a, driver_name: a, max_tracking_error: 0.2}
          - {name: left_a, driver_name: a, max_tracking_error: 0.2}
          - {name: left_grip, max_tracking_error: 0.2}
        joint_limits:
          right_a: {has_position_limits: true, min_position: -1, max_position: 1, has_velocity_limits: true, max_velocity: 2, has_acceleration_limits: true, max_acceleration: 3}
          left_a: {has_position_limits: true, min_position: -1, max_position: 1, has_velocity_limits: true, max_velocity: 2, has_acceleration_limits: true, max_acceleration: 3}
          left_grip: {has_position_limits: true, min_position: -1, max_position: 1, has_velocity_limits: true, max_velocity: 2, has_acceleration_limits: true, max_acceleration: 3}
        """;

    [Fact]
    public void Parse_SeveralTopics_HaveTheirJointsUnderTheDriversNames()
    {
        var (profile, errors) = Parse(TwoArms);
        Assert.Empty(errors);
        Assert.Equal(["/left/joint_states", "/right/joint_states"], profile!.JointStates.Select(topic => topic.Topic));
        Assert.Equal([1, 2], profile.JointStates[0].Joints);
        Assert.Equal(["a", "left_grip"], profile.JointStates[0].Names);
        Assert.Equal([0], profile.JointStates[1].Joints);
        Assert.Equal(
            [("/left/arm", CommandInterface.JointTrajectory, 50), ("/left/grip", CommandInterface.ForwardPosition, 50), ("/right/arm", CommandInterface.JointTrajectory, 100)],
            profile.Commands.Select(topic => (topic.Topic, topic.Interface, topic.TimeFromStart.Milliseconds)));
        Assert.Equal(["/left/joint_states", "/right/joint_states"], profile.ObservedTopics);
    }

    [Fact]
    public void Parse_OneTopic_HasAllJointsInTheRobotsOrder()
    {
        var (profile, errors) = Parse(TwoArms
            .Replace("driver_name: a, ", "", StringComparison.Ordinal)
            .Replace("  topics:\n    - {topic: /left/joint_states, joints: [left_a, left_grip]}\n    - {topic: /right/joint_states, joints: [right_a]}", "  topic: /joint_states", StringComparison.Ordinal));
        Assert.Empty(errors);
        var states = Assert.Single(profile!.JointStates);
        Assert.Equal([0, 1, 2], states.Joints);
        Assert.Equal(["right_a", "left_a", "left_grip"], states.Names);
    }

    [Fact]
    public void Parse_CommandsInAnotherOrder_KeepThatOrder()
    {
        var (profile, errors) = Parse(TwoArms
            .Replace("- {topic: /left/arm, joints: [left_a]}\n    - {topic: /left/grip, joints: [left_grip], type: forward_position}", "- {topic: /left/arm, joints: [left_grip, left_a]}", StringComparison.Ordinal));
        Assert.Empty(errors);
        Assert.Equal([2, 1], profile!.Commands[0].Joints);
    }

    [Fact]
    public void Parse_EverythingWrong_IsReportedAtOnce()
    {
        var (profile, errors) = Parse(TwoArms
            .Replace("joints: [right_a]}\ncommand", "joints: [left_a, elbow]}\ncommand", StringComparison.Ordinal)
            .Replace("joint_states:\n", "joint_states:\n  topic: /joint_states\n", StringComparison.Ordinal)
            .Replace("{topic: /left/grip, joints: [left_grip], type: forward_position}", "{topic: /left/arm, joints: [], kind: x}", StringComparison.Ordinal));
        Assert.Null(profile);
        Assert.Equal(
            [
                "joint_states.topic: expected either topic, for all joints, or topics, a list with the joints of each, actual both",
                "joint_states.topics: expected every joint on one topic of joint_states, actual none for right_a",
                "joint_states.topics[1].joints: expected every joint on one topic, actual 'left_a' twice",
                "joint_states.topics[1].joints: expected joints of the robot, actual 'elbow'",
                "command.topics: expected every joint on one topic of command, actual none for left_grip",
                "command.topics[1].joints: expected a list of names, actual an empty list",
                "command.topics[1].topic: expected every topic once, actual '/left/arm' twice",
                "command.topics[1].kind: expected one of joints, time_from_start_s, topic, type, actual an unknown field",
            ],
            errors.Select(error => error[(error.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
    }

    [Fact]
    public void Parse_TwoJointsOfOneDriverName_OnOneTopicAreRefused()
    {
        var (_, errors) = Parse(TwoArms.Replace("name: left_grip, ", "name: left_grip, driver_name: a, ", StringComparison.Ordinal));
        Assert.EndsWith("joint_states.topics[0].joints: expected a driver_name once on each topic, actual 'a' twice", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static (HardwareProfile? Profile, List<string> Errors) Parse(string yaml)
    {
        var errors = new List<string>();
        return (HardwareProfileLoader.Parse(yaml, "r.yaml", errors), errors);
    }
}
