using System.Text.Json;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary>
/// Commands of a leader as JSON, one per line: {"positions":[…]} or {"velocities":[…]}, with "joints":[…], "absolute":true and
/// "engaged":false where wanted. A line is engaged unless it says otherwise.
/// </summary>
internal static class CommandLines
{
    /// <summary>Reads one. Throws a usage error that names the line.</summary>
    public static HumanCommand Parse(string text, int line)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var joints = root.TryGetProperty("joints", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).ToArray() : [];
            var command = new HumanCommand { Engaged = !root.TryGetProperty("engaged", out var engaged) || engaged.GetBoolean() };
            if (root.TryGetProperty("positions", out var positions))
            {
                var absolute = root.TryGetProperty("absolute", out var flag) && flag.GetBoolean();
                command.Target = new JointTarget { Positions = { Numbers(positions) }, Joints = { joints }, Absolute = absolute };
            }
            else
            {
                command.Jog = new JointJog { Velocities = { Numbers(root.GetProperty("velocities")) }, Joints = { joints } };
            }

            return command;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw CommandException.Usage($"line {line} is no command: expected {{\"positions\":[…]}} or {{\"velocities\":[…]}}: {exception.Message}");
        }
    }

    private static IEnumerable<double> Numbers(JsonElement array) => array.EnumerateArray().Select(number => number.GetDouble()).ToArray();
}
