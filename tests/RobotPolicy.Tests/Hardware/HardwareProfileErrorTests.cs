using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Tests.Hardware;

public sealed class HardwareProfileErrorTests
{
    private const string Good = """
        robot: r
        joint_states: {topic: /joint_states}
        command: {type: joint_trajectory, topic: /jtc/joint_trajectory, time_from_start_s: 0.05}
        joints:
          - {name: a, max_tracking_error: 0.2}
        joint_limits:
          a: {has_position_limits: true, min_position: -1, max_position: 1, has_velocity_limits: true, max_velocity: 2, has_acceleration_limits: true, max_acceleration: 3}
        """;

    [Fact]
    public void Parse_Minimal_FillsInTheDefaults()
    {
        var (profile, errors) = Parse(Good);
        Assert.Empty(errors);
        Assert.Equal(CommandInterface.JointTrajectory, profile!.Commands[0].Interface);
        Assert.Equal(TimeSpan.FromMilliseconds(50), profile.Commands[0].TimeFromStart);
        Assert.Equal(StampSource.Header, profile.Stamps);
        Assert.Empty(profile.Robot.Cameras);
        Assert.Equal(TimeSpan.FromMilliseconds(100), profile.Robot.JointStateTimeout);
        var joint = Assert.Single(profile.Robot.Joints);
        Assert.Equal((-1, 1, 2, 3, 0.2, false), (joint.MinPosition, joint.MaxPosition, joint.MaxVelocity, joint.MaxAcceleration, joint.MaxTrackingError, joint.Prismatic));
    }

    [Fact]
    public void Parse_Latencies_AreOfTheRobotUnlessAJointHasItsOwn()
    {
        var (profile, errors) = Parse("""
            robot: r
            joint_states: {topic: /joint_states}
            command: {type: forward_position, topic: /c, latency_s: 0.04}
            joints:
              - {name: a, max_tracking_error: 0.2}
              - {name: b, max_tracking_error: 0.2, command_latency_s: 0.1}
            joint_limits:
              a: {has_position_limits: true, min_position: -1, max_position: 1, has_velocity_limits: true, max_velocity: 2, has_acceleration_limits: true, max_acceleration: 3}
              b: {has_position_limits: true, min_position: -1, max_position: 1, has_velocity_limits: true, max_velocity: 2, has_acceleration_limits: true, max_acceleration: 3}
            cameras:
              - {name: c, topic: /camera, timeout_s: 0.3, latency_s: 0.125}
              - {name: d, topic: /camera2}
            """);
        Assert.Empty(errors);
        Assert.Equal([40, 100], profile!.Robot.Joints.Select(joint => joint.CommandLatency.TotalMilliseconds));
        Assert.Equal([125, 0], profile.Robot.Cameras.Select(camera => camera.Latency.TotalMilliseconds));
    }

    [Fact]
    public void Parse_LatenciesOutOfRange_AreRefused()
    {
        var (_, errors) = Parse(Good
            .Replace("time_from_start_s: 0.05", "latency_s: 2", StringComparison.Ordinal)
            .Replace("max_tracking_error: 0.2", "max_tracking_error: 0.2, command_latency_s: -0.1", StringComparison.Ordinal)
            + "\ncameras:\n  - {name: c, topic: /camera, timeout_s: 0.2, latency_s: 0.2}");
        Assert.Equal(
            [
                "r.yaml:3: command.latency_s: expected a number from 0 to 1, actual '2'",
                "r.yaml:5: joints[0].command_latency_s: expected a number from 0 to 1, actual '-0.1'",
                "r.yaml:9: cameras[0].latency_s: expected less than timeout_s 0.2: every picture would be stale, actual 0.2",
            ],
            errors);
    }

    [Fact]
    public void Parse_Ros2ControlKeys_NarrowTheLimits()
    {
        var (profile, errors) = Parse(Good.Replace(
            "max_acceleration: 3",
            "max_acceleration: 3, has_deceleration_limits: true, max_deceleration: 2, has_soft_limits: true, soft_lower_limit: -0.9, soft_upper_limit: 5, k_position: 10, k_velocity: 1, has_jerk_limits: false, max_jerk: 9, has_effort_limits: true, max_effort: 5, angle_wraparound: false",
            StringComparison.Ordinal));
        Assert.Empty(errors);
        var joint = profile!.Robot.Joints[0];
        Assert.Equal((-0.9, 1, 2.0), (joint.MinPosition, joint.MaxPosition, joint.MaxAcceleration));
    }

    [Fact]
    public void Parse_ManyMistakes_AreReportedTogetherWithFileLineFieldExpectedActual()
    {
        var (profile, errors) = Parse("""
            robot: r
            colour: red
            stamps: sundial
            joint_states: {topic: joint_states, timeout_s: 0}
            command:
              type: telepathy
              topic: /c
            joints:
              - {name: a, max_tracking_error: -1}
              - {name: b, type: round, max_tracking_error: 0.1}
              - {name: b, max_tracking_error: 0.1}
              - {name: c, max_tracking_error: .nan}
            joint_limits:
              a: {has_position_limits: true, min_position: 1, max_position: -1, has_velocity_limits: true, max_velocity: fast, has_acceleration_limits: false, max_acceleration: 3, has_jerk_limits: true}
              b: [1]
              d: {}
            cameras: none
            """);
        Assert.Null(profile);
        Assert.Equal(
            [
                "r.yaml:2: colour: expected one of cameras, command, intervention, joint_limits, joint_states, joints, robot, stamps, stop_inputs, actual an unknown field",
                "r.yaml:3: stamps: expected one of header, reception, actual 'sundial'",
                "r.yaml:4: joint_states.topic: expected an absolute ROS name such as /joint_states, actual 'joint_states'",
                "r.yaml:4: joint_states.timeout_s: expected a number from 0.001 to 60, actual '0'",
                "r.yaml:6: command.type: expected one of forward_position, joint_trajectory, actual 'telepathy'",
                "r.yaml:9: joints[0].max_tracking_error: expected a number from 1E-06 to 1000, actual '-1'",
                "r.yaml:10: joints[1].type: expected one of revolute, prismatic, actual 'round'",
                "r.yaml:11: joints[2].name: expected every joint once, actual 'b' twice",
                "r.yaml:12: joints[3].max_tracking_error: expected a number from 1E-06 to 1000, actual '.nan'",
                "r.yaml:14: joint_limits.a.has_acceleration_limits: expected true: limits are mandatory, actual false",
                "r.yaml:14: joint_limits.a.max_velocity: expected a number from 1E-06 to 1000, actual 'fast'",
                "r.yaml:14: joint_limits.a.has_jerk_limits: expected false, because jerk is not limited here, actual true",
                "r.yaml:14: joint_limits.a.max_position: expected more than the lower limit 1, actual -1",
            ],
            errors.Take(13));
        Assert.Contains("r.yaml:14: joint_limits.c: expected a mapping, actual nothing", errors);
        Assert.Contains("r.yaml:15: joint_limits.b: expected a mapping, actual a list", errors);
        Assert.Contains("r.yaml:16: joint_limits.d: expected one of a, b, c, actual an unknown field", errors);
        Assert.Contains("r.yaml:17: cameras: expected a list, actual 'none'", errors);
    }

    [Theory]
    [InlineData("", "r.yaml:1: document: expected one document, actual: an empty file")]
    [InlineData("robot: a\n---\nrobot: b", "r.yaml:1: document: expected one document, actual: several")]
    [InlineData("robot: &x a\njoints: *x", "r.yaml:2: document: expected plain values, actual: a reference to an anchor")]
    [InlineData("- 1", "r.yaml:1: document: expected a mapping, actual a list")]
    public void Parse_NotAProfile_IsOneClearSentence(string yaml, string expected)
    {
        var (profile, errors) = Parse(yaml);
        Assert.Null(profile);
        Assert.Equal(expected, errors[0]);
    }

    [Theory]
    [InlineData("robot: [")]
    [InlineData("\t: :\n -")]
    [InlineData("a: 1\na: 2")]
    [InlineData("robot: \"\\x\"")]
    public void Parse_NotYaml_IsOneClearSentence(string yaml)
    {
        var (profile, errors) = Parse(yaml);
        Assert.Null(profile);
        Assert.StartsWith("r.yaml:", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Contains("expected YAML, actual: ", errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DeepNesting_IsRefusedBeforeItIsBuilt()
    {
        var (profile, errors) = Parse("a: " + new string('[', 100_000));
        Assert.Null(profile);
        Assert.Equal("r.yaml:1: document: expected at most 16 levels, actual: more", Assert.Single(errors));
    }

    [Fact]
    public void Load_MissingOrHugeFile_IsOneClearSentence()
    {
        var errors = new List<string>();
        Assert.Null(HardwareProfileLoader.Load("/nowhere/r.yaml", errors));
        Assert.StartsWith("/nowhere/r.yaml: expected a readable file, actual: ", Assert.Single(errors), StringComparison.Ordinal);
        errors.Clear();
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[HardwareProfileLoader.MaxFileBytes + 1]);
            Assert.Null(HardwareProfileLoader.Load(path, errors));
            Assert.Equal($"{path}: expected at most 262144 bytes, actual 262145", Assert.Single(errors));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (HardwareProfile? Profile, List<string> Errors) Parse(string yaml)
    {
        var errors = new List<string>();
        return (HardwareProfileLoader.Parse(yaml, "r.yaml", errors), errors);
    }
}
