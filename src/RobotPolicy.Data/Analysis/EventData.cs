using System.Text.Json;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Analysis;

/// <summary>The data of an event, read without trust: what is not there, or is something else, reads as nothing.</summary>
public readonly struct EventData
{
    private readonly JsonElement _root;

    private EventData(JsonElement root) => _root = root;

    /// <summary>Reads the data of an event.</summary>
    public static EventData Of(LoggedEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        try
        {
            using var document = JsonDocument.Parse(item.Data, new JsonDocumentOptions { MaxDepth = 16 });
            return new EventData(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>A text; empty where there is none.</summary>
    public string Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() ?? "" : "";

    /// <summary>A whole number; 0 where there is none.</summary>
    public long Number(string name) => Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : 0;

    private JsonElement? Find(string name) =>
        _root.ValueKind == JsonValueKind.Object && _root.TryGetProperty(name, out var value) ? value : null;
}
