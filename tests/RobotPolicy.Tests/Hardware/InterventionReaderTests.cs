using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Intervention;

namespace RobotPolicy.Tests.Hardware;

public sealed class InterventionReaderTests
{
    private const string Robot = """
        robot: r
        joint_states: {topic: /joint_states}
        command: {type: forward_position, topic: /c}
        joints:
          - {name: a, max_tracking_error: 0.2}
          - {name: b, max_tracking_error: 0.2}
        joint_limits:
          a: {has_position_limits: true, min_position: -1, max_position: 1, has_velocity_limits: true, max_velocity: 2, has_acceleration_limits: true, max_acceleration: 3}
          b: {has_position_limits: true, min_position: -1, max_position: 1, has_velocity_limits: true, max_velocity: 2, has_acceleration_limits: true, max_acceleration: 3}

        """;

    [Fact]
    public void Parse_NoSection_GivesNone()
    {
        var (profile, errors) = Parse("");
        Assert.Empty(errors);
        Assert.Null(profile!.Intervention);
    }

    [Fact]
    public void Parse_Leader_IsRead()
    {
        var (profile, errors) = Parse("""
            intervention:
              topic: /leader
              type: joint_state
              mode: clutch
              scale: 0.5
              reliable: true
              deadman: {type: joy, topic: /joy, button: 4, timeout_s: 0.15}
              silence_s: 0.25
              takeover_speed: 0.1
            """);
        Assert.Empty(errors);
        Assert.Equal(
            new InterventionDescription
            {
                Topic = "/leader",
                Message = InterventionMessage.JointState,
                Kind = HumanFrameKind.ClutchedTarget,
                Scale = 0.5,
                Reliable = true,
                DeadMan = new DeadManDescription { Kind = DeadManKind.JoyTopic, Topic = "/joy", Button = 4, Timeout = TimeSpan.FromMilliseconds(150) },
                Axes = profile!.Intervention!.Axes,
                Silence = TimeSpan.FromMilliseconds(250),
                TakeoverSpeed = 0.1,
            },
            profile.Intervention);
        Assert.Empty(profile.Intervention.Axes);
        var options = profile.Intervention.Over(new InterventionOptions { Silence = TimeSpan.FromSeconds(1), MaxSpread = TimeSpan.FromMilliseconds(40) });
        Assert.Equal((0.25, 0.1, 0.04), (options.Silence.TotalSeconds, options.TakeoverSpeed, options.MaxSpread.TotalSeconds));
    }

    [Fact]
    public void Parse_GamePad_IsRead()
    {
        var (profile, errors) = Parse("""
            intervention:
              topic: /joy
              type: joy
              axes:
                - {axis: 1, joint: b, speed: -0.5}
                - {axis: 0, joint: a, speed: 2}
              deadman: {type: button, button: 5}
            """);
        Assert.Empty(errors);
        var section = profile!.Intervention!;
        Assert.Equal((HumanFrameKind.Jog, DeadManKind.Button, 5), (section.Kind, section.DeadMan.Kind, section.DeadMan.Button));
        Assert.Equal([new JoyAxis(1, 1, -0.5), new JoyAxis(0, 0, 2)], section.Axes);
        Assert.Null(section.Silence);
        Assert.Equal(TimeSpan.FromSeconds(1), section.Over(new InterventionOptions { Silence = TimeSpan.FromSeconds(1) }).Silence);
    }

    [Fact]
    public void Parse_Mistakes_AreReportedTogether()
    {
        var (profile, errors) = Parse("""
            intervention:
              topic: joy
              type: joy
              mode: clutch
              axes:
                - {axis: 0.5, joint: a, speed: 0.1}
                - {axis: 1, joint: a, speed: 3}
                - {axis: 2, joint: c, speed: 0.1}
              deadman: {type: bool, button: 3}
              silence_s: 0
              colour: red
            """);
        Assert.Null(profile);
        Assert.Equal(
            [
                "r.yaml:11: intervention.topic: expected an absolute ROS name such as /joint_states, actual 'joy'",
                "r.yaml:13: intervention.mode: expected one of jog, actual 'clutch'",
                "r.yaml:15: intervention.axes[0].axis: expected a whole number, actual 0.5",
                "r.yaml:16: intervention.axes[1].speed: expected a number from -2 to 2, actual '3'",
                "r.yaml:16: intervention.axes[1].joint: expected every joint once, actual 'a' twice",
                "r.yaml:17: intervention.axes[2].joint: expected a joint of the robot, actual 'c'",
                "r.yaml:18: intervention.deadman.topic: expected a text, actual nothing",
                "r.yaml:18: intervention.deadman.button: expected one of timeout_s, topic, type, actual an unknown field",
                "r.yaml:19: intervention.silence_s: expected a number from 0.02 to 5, actual '0'",
                "r.yaml:20: intervention.colour: expected one of axes, deadman, mode, reliable, scale, silence_s, takeover_speed, topic, type, actual an unknown field",
            ],
            errors);
    }

    [Theory]
    [InlineData("type: joint_state, mode: jog, deadman: {type: presence}", "intervention.mode: expected one of clutch, absolute, actual 'jog'")]
    [InlineData("type: joint_state, deadman: {type: presence}", "intervention.mode: expected one of clutch, absolute, actual nothing")]
    [InlineData("type: joint_state, mode: clutch", "intervention.deadman: expected a mapping, actual nothing")]
    [InlineData("type: joint_state, mode: clutch, deadman: {}", "intervention.deadman.type: expected one of bool, joy, presence, actual nothing")]
    [InlineData("type: joint_jog, deadman: {type: button, button: 1}", "intervention.deadman.type: expected one of bool, joy, presence, actual 'button'")]
    [InlineData("type: joint_trajectory, mode: absolute, scale: 2, deadman: {type: presence}", "intervention.scale: expected 1, because an absolute target is a place, actual 2")]
    [InlineData("type: joy, axes: [], deadman: {type: button, button: 1}", "intervention.axes: expected at least one axis, actual none")]
    public void Parse_WhatDoesNotFitTogether_IsNamed(string section, string expected)
    {
        var (profile, errors) = Parse($"intervention: {{topic: /t, {section}}}");
        Assert.Null(profile);
        Assert.Contains(errors, error => error.EndsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void ShippedProfile_ItsExamples_AreValidWhenTheyAreUncommented()
    {
        var lines = File.ReadAllLines(Path.Combine(Architecture.ProjectFiles.Root, "hardware", "simulator.yaml"));
        var starts = Enumerable.Range(0, lines.Length).Where(i => lines[i] == "# intervention:").ToArray();
        Assert.Equal(2, starts.Length);
        foreach (var start in starts)
        {
            var example = lines.Skip(start).TakeWhile((line, i) => i == 0 || line.StartsWith("#   ", StringComparison.Ordinal)).Select(line => line[2..]);
            var errors = new List<string>();
            var profile = HardwareProfileLoader.Parse(string.Join('\n', [.. lines, .. example]), "r.yaml", errors);
            Assert.Empty(errors);
            Assert.NotNull(profile!.Intervention);
        }
    }

    private static (HardwareProfile? Profile, List<string> Errors) Parse(string section)
    {
        var errors = new List<string>();
        return (HardwareProfileLoader.Parse(Robot + section, "r.yaml", errors), errors);
    }
}
