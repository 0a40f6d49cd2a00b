using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Hardware;

public sealed class StopInputReaderTests
{
    private const string Robot = """
        robot: r
        joint_states: {topic: /joint_states}
        command: {type: forward_position, topic: /c}
        joints:
          - {name: a, max_tracking_error: 0.2}
        joint_limits:
          a: {has_position_limits: true, min_position: -1, max_position: 1, has_velocity_limits: true, max_velocity: 2, has_acceleration_limits: true, max_acceleration: 3}

        """;

    [Fact]
    public void Parse_NoSection_GivesNoInputs() => Assert.Empty(Parse("").Profile!.StopInputs);

    [Fact]
    public void Parse_EachType_IsRead()
    {
        var (profile, errors) = Parse("""
            stop_inputs:
              - {name: button, topic: /stop, type: bool, stop_when: true, latched: true, kind: emergency}
              - {name: curtain, topic: /clear, type: bool, stop_when: false, timeout_s: 0.2, kind: protective}
              - {name: plc, topic: /beat, type: heartbeat, timeout_s: 0.5, kind: hold}
              - {name: watch, topic: /beat2, type: heartbeat, message: header, timeout_s: 1, kind: hold}
            """);
        Assert.Empty(errors);
        Assert.Equal(
            [
                new StopInputDescription { Name = "button", Topic = "/stop", Type = StopInputType.Bool, Kind = StopKind.Emergency, StopWhen = true, Latched = true },
                new StopInputDescription { Name = "curtain", Topic = "/clear", Type = StopInputType.Bool, Kind = StopKind.Protective, Timeout = TimeSpan.FromMilliseconds(200) },
                new StopInputDescription { Name = "plc", Topic = "/beat", Type = StopInputType.Heartbeat, Kind = StopKind.Hold, Timeout = TimeSpan.FromMilliseconds(500) },
                new StopInputDescription { Name = "watch", Topic = "/beat2", Type = StopInputType.Heartbeat, Message = HeartbeatMessage.Header, Kind = StopKind.Hold, Timeout = TimeSpan.FromSeconds(1) },
            ],
            profile!.StopInputs);
    }

    [Fact]
    public void Parse_Mistakes_AreReportedTogether()
    {
        var (profile, errors) = Parse("""
            stop_inputs:
              - {name: a, topic: stop, type: bool, kind: gentle}
              - {name: b, topic: /b, type: heartbeat, stop_when: true, kind: hold}
              - {name: b, topic: /c, type: bool, stop_when: maybe, timeout_s: 0, kind: hold, message: empty}
            """);
        Assert.Null(profile);
        Assert.Equal(
            [
                "r.yaml:9: stop_inputs[0].topic: expected an absolute ROS name such as /joint_states, actual 'stop'",
                "r.yaml:9: stop_inputs[0].kind: expected one of hold, protective, emergency, actual 'gentle'",
                "r.yaml:9: stop_inputs[0].stop_when: expected one of true, false, actual nothing",
                "r.yaml:10: stop_inputs[1].timeout_s: expected a number from 0.01 to 60, actual nothing",
                "r.yaml:10: stop_inputs[1].stop_when: expected one of kind, message, name, timeout_s, topic, type, actual an unknown field",
                "r.yaml:11: stop_inputs[2].stop_when: expected one of true, false, actual 'maybe'",
                "r.yaml:11: stop_inputs[2].timeout_s: expected a number from 0.01 to 60, actual '0'",
                "r.yaml:11: stop_inputs[2].message: expected one of kind, latched, name, stop_when, timeout_s, topic, type, actual an unknown field",
                "r.yaml:11: stop_inputs[2].name: expected every stop input once, actual 'b' twice",
            ],
            errors);
    }

    [Fact]
    public void Parse_TooMany_AreRefused()
    {
        var lines = Enumerable.Range(0, 17).Select(i => $"  - {{name: i{i}, topic: /t{i}, type: heartbeat, timeout_s: 1, kind: hold}}");
        var (_, errors) = Parse("stop_inputs:\n" + string.Join('\n', lines));
        Assert.Equal("r.yaml:9: stop_inputs: expected at most 16 stop inputs, actual 17", Assert.Single(errors));
    }

    [Fact]
    public void Shipped_CommentedExample_IsAValidSection()
    {
        var path = Path.Combine(Architecture.ProjectFiles.Root, "hardware", "simulator.yaml");
        var lines = File.ReadAllLines(path);
        var start = Array.IndexOf(lines, "# stop_inputs:");
        Assert.True(start > 0);
        var (profile, errors) = Parse(string.Join('\n', lines[start..].TakeWhile(line => line.StartsWith('#')).Select(line => line[2..])));
        Assert.Empty(errors);
        Assert.Equal([StopKind.Emergency, StopKind.Protective, StopKind.Hold], profile!.StopInputs.Select(input => input.Kind));
    }

    private static (HardwareProfile? Profile, List<string> Errors) Parse(string section)
    {
        var errors = new List<string>();
        return (HardwareProfileLoader.Parse(Robot + section, "r.yaml", errors), errors);
    }
}
