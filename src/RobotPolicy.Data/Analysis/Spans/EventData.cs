using System.Text.Json;
using RobotPolicy.Data.Analysis.Measures;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>The data of an event, read without trust: what is not there, or is something else, reads as nothing.</summary>
public readonly struct EventData
{
    private readonly JsonElement _root;

    private EventData(JsonElement root) => _root = root;

    /// <summary>Reads the data of an event.</summary>
    public static EventData Of(LoggedEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return Of(item.Data);
    }

    /// <summary>Reads data as they stand in an event.</summary>
    public static EventData Of(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
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

    /// <summary>A whole number without a sign; 0 where there is none.</summary>
    public ulong Unsigned(string name) => Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetUInt64(out var number) ? number : 0;

    /// <summary>A number; <see langword="null"/> where there is none.</summary>
    public double? Real(string name) => Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;

    private JsonElement? Find(string name) =>
        _root.ValueKind == JsonValueKind.Object && _root.TryGetProperty(name, out var value) ? value : null;
}
