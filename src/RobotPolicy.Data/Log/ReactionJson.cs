using System.Text.Json;
using System.Text.Json.Serialization;
using RobotPolicy.Control.Loop;

namespace RobotPolicy.Data.Log;

/// <summary>A failure reaction as the data of a <see cref="LogEvents.Reaction"/> event.</summary>
public static class ReactionJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>One JSON object.</summary>
    public static string Write(FailureReaction reaction) => JsonSerializer.Serialize(reaction, Options);

    /// <summary>Reads one; <see langword="null"/> if it is none.</summary>
    public static FailureReaction? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<FailureReaction>(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
