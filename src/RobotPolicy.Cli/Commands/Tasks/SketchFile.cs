using System.Text.Json;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary>A sketch as a file: {"width":640,"height":480,"strokes":[[[x,y],…],…]}, in pixels.</summary>
internal static class SketchFile
{
    /// <summary>Reads it. Throws a usage error that says what is wrong.</summary>
    public static SketchGoal Parse(string text, string camera)
    {
        if (camera.Length == 0)
            throw CommandException.Usage("--sketch needs --camera.");
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var goal = new SketchGoal { Camera = camera, Width = root.GetProperty("width").GetInt32(), Height = root.GetProperty("height").GetInt32() };
            foreach (var line in root.GetProperty("strokes").EnumerateArray())
            {
                var stroke = new Stroke();
                foreach (var point in line.EnumerateArray())
                    stroke.Points.Add(new Point { X = point[0].GetSingle(), Y = point[1].GetSingle() });
                goal.Strokes.Add(stroke);
            }

            return goal;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw CommandException.Usage("--sketch: expected {\"width\":640,\"height\":480,\"strokes\":[[[x,y],…],…]}: " + exception.Message);
        }
    }
}
