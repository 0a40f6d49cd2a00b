using System.Globalization;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Commands.Alerts;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Telemetry;

/// <summary>The robot's state as people read it.</summary>
internal static class StateText
{
    /// <summary>One state in one line, joints as measured.</summary>
    public static string Line(RobotState state, TimeProvider clock)
    {
        var text = $"{Words.Time(state.Time, clock)}  {state.Tick}  {Words.Of(state.Mode)}";
        if (Words.Cause(state.Cause, state.Culprit) is { Length: > 0 } cause)
            text += $": {cause}";
        text += $"  {string.Join(' ', state.Measured.Select(value => value.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture)))}";
        return state.Lost > 0 ? $"{text}  ({state.Lost} skipped)" : text;
    }

    /// <summary>What the robot does, and how old what it knows is.</summary>
    public static Sheet Fields(Robot robot, RobotState state)
    {
        var sheet = new Sheet()
            .Field("mode", Words.Of(state.Mode) + (state.Standstill ? ", standing still" : ""), Words.ToneOf(state.Mode))
            .Field("cause", Words.Cause(state.Cause, state.Culprit), Tone.Warn)
            .Field("blocked by", Words.Cause(state.BlockedBy, state.BlockedByCulprit), Tone.Warn)
            .Field("command from", Words.Of(state.Source))
            .Field("task", state.TaskId)
            .Field("epoch, tick", $"{state.Epoch}, {state.Tick}")
            .Field("schedule", state.ScheduleRemainingS > 0 ? $"{Words.Seconds(state.ScheduleRemainingS)} left" : "empty")
            .Field("monitor", MonitorText.Line(state.Failure), MonitorText.ToneOf(state.Failure))
            .Field("joint state", state.Measured.Count > 0 && state.JointStateAgeS >= 0 ? $"{Words.Seconds(state.JointStateAgeS)} old" : "none yet");
        for (var i = 0; i < state.CameraAgesS.Count; i++)
        {
            var camera = i < robot.Cameras.Count ? robot.Cameras[i] : null;
            var age = state.CameraAgesS[i];
            var late = age < 0 || (camera is not null && age > camera.TimeoutS);
            sheet.Field($"camera {camera?.Name ?? $"{i}"}", age < 0 ? "no picture yet" : $"{Words.Seconds(age)} old", late ? Tone.Bad : Tone.Plain);
        }

        return state.Lost > 0 ? sheet.Field("skipped", $"{state.Lost} states: this terminal is too slow", Tone.Warn) : sheet;
    }

    /// <summary>The joints: measured, commanded, what the policy would do, and how near the limits are.</summary>
    public static Sheet Joints(Robot robot, RobotState state)
    {
        var shadow = state.Shadow.Count > 0;
        var sheet = shadow
            ? new Sheet("Joint", "Unit", "Measured", "Command", "Policy would", "Range") { Empty = "No joint state yet." }
            : new Sheet("Joint", "Unit", "Measured", "Command", "Range") { Empty = "No joint state yet." };
        for (var i = 0; i < robot.Joints.Count && (state.Measured.Count > 0 || state.Command.Count > 0); i++)
        {
            var joint = robot.Joints[i];
            var cells = new List<Cell>
            {
                joint.Name,
                joint.Prismatic ? "m" : "rad",
                new(Value(state.Measured, i), Near(state.Measured, i, joint) ? Tone.Warn : Tone.Plain),
                Value(state.Command, i),
            };
            if (shadow)
                cells.Add(Value(state.Shadow, i));
            cells.Add(new Cell($"{Words.Number(joint.MinPosition, 2)} … {Words.Number(joint.MaxPosition, 2)}", Tone.Dim));
            sheet.Row([.. cells]);
        }

        return sheet;
    }

    private static string Value(IReadOnlyList<double> values, int index) =>
        index < values.Count ? values[index].ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture) : "-";

    private static bool Near(IReadOnlyList<double> values, int index, Joint joint)
    {
        var margin = 0.02 * (joint.MaxPosition - joint.MinPosition);
        return index < values.Count && (values[index] < joint.MinPosition + margin || values[index] > joint.MaxPosition - margin);
    }
}
