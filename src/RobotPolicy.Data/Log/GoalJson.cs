using System.Text.Json;
using System.Text.Json.Nodes;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Data.Log;

/// <summary>A goal as the data of a <see cref="LogEvents.Goal"/> event: one JSON object whose <c>kind</c> says which; pictures in base64.</summary>
public static class GoalJson
{
    /// <summary>Writes a goal; an empty object where there is none.</summary>
    public static string Write(TaskGoal? goal) => (goal switch
    {
        TextGoal text => new JsonObject { ["kind"] = "text", ["text"] = text.Text },
        PictureGoal picture => new JsonObject
        {
            ["kind"] = "picture", ["format"] = picture.Format.ToString(), ["camera"] = picture.Camera, ["data"] = Convert.ToBase64String(picture.Data.Span),
        },
        StrokeGoal strokes => new JsonObject
        {
            ["kind"] = "sketch", ["width"] = strokes.Width, ["height"] = strokes.Height, ["camera"] = strokes.Camera,
            ["strokes"] = new JsonArray([.. strokes.Strokes.Select(Points)]),
        },
        PoseGoal pose => new JsonObject
        {
            ["kind"] = "pose", ["positions"] = new JsonArray([.. pose.Positions.Select(value => double.IsFinite(value) ? JsonValue.Create(value) : null)]),
        },
        VectorGoal vector => new JsonObject
        {
            ["kind"] = "embedding", ["values"] = new JsonArray([.. vector.Values.ToArray().Select(value => (JsonNode)JsonValue.Create(value))]),
        },
        _ => new JsonObject(),
    }).ToJsonString();

    /// <summary>Writes the question which primitive comes next.</summary>
    public static string Write(ChoiceRequest choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return new JsonObject { ["kind"] = "choice", ["history"] = new JsonArray([.. choice.History.ToArray().Select(each => (JsonNode)JsonValue.Create(each))]) }.ToJsonString();
    }

    /// <summary>Reads a goal; <see langword="null"/> where there is none, or what stands there is none.</summary>
    public static TaskGoal? Read(string json)
    {
        try
        {
            var node = JsonNode.Parse(json);
            return (string?)node?["kind"] switch
            {
                "text" => new TextGoal((string)node["text"]!),
                "picture" => new PictureGoal(
                    Convert.FromBase64String((string)node["data"]!), Enum.Parse<PixelFormat>((string)node["format"]!), (string)node["camera"]!),
                "sketch" => new StrokeGoal(
                    [.. node["strokes"]!.AsArray().Select(ReadPoints)], (int)node["width"]!, (int)node["height"]!, (string)node["camera"]!),
                "pose" => new PoseGoal([.. node["positions"]!.AsArray().Select<JsonNode?, double>(value => (double?)value ?? double.NaN)]),
                "embedding" => new VectorGoal(node["values"]!.AsArray().Select(value => (float)value!).ToArray()),
                _ => null,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException or NullReferenceException)
        {
            return null;
        }
    }

    /// <summary>Reads the question which primitive comes next; <see langword="null"/> where it is none.</summary>
    public static ChoiceRequest? ReadChoice(string json)
    {
        try
        {
            var node = JsonNode.Parse(json);
            return (string?)node?["kind"] == "choice" ? new ChoiceRequest([.. node["history"]!.AsArray().Select(each => (int)each!)]) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            return null;
        }
    }

    private static JsonNode Points(IReadOnlyList<(float X, float Y)> stroke) =>
        new JsonArray([.. stroke.SelectMany(point => new JsonNode[] { JsonValue.Create(point.X), JsonValue.Create(point.Y) })]);

    private static IReadOnlyList<(float, float)> ReadPoints(JsonNode? stroke)
    {
        var values = stroke!.AsArray().Select(value => (float)value!).ToArray();
        return [.. Enumerable.Range(0, values.Length / 2).Select(i => (values[2 * i], values[(2 * i) + 1]))];
    }
}
