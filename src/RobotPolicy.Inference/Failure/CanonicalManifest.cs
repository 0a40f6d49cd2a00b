using System.Text.Json;

namespace RobotPolicy.Inference.Failure;

/// <summary>
/// What of a manifest determines scores, in one spelling: keys in order, numbers as doubles, no white space, no nulls.
/// </summary>
internal static class CanonicalManifest
{
    private const string Extension = "x-robotpolicy";
    private const string Executor = "executor";
    private const int MaxDepth = 10;

    // The reader looks at no other section; what exporters write beside them is for people.
    private static readonly string[] Sections =
        ["model", "hardware", "runner", "artifacts", "preprocessors", "postprocessors", "n_obs_steps", "robots", "cameras", Extension];

    // How the wording of a task reads, what scores are compared with and how they decide does not change them.
    private static readonly string[] LeftOut =
    [
        Extension + ".task",
        $"{FailureReader.Field}.rule",
        $"{FailureReader.Field}.threshold",
        $"{FailureReader.Field}.calibration",
        $"{FailureReader.Field}.budget",
    ];

    /// <summary>The bytes.</summary>
    /// <param name="manifest">The manifest as it stands; <see langword="null"/> for none.</param>
    /// <param name="executor">Section that takes the place of the manifest's executor, as JSON; <see langword="null"/> for none.</param>
    /// <param name="intervalSeconds">Seconds from one action to the next; <see langword="null"/> where a graph says so.</param>
    public static byte[] Write(JsonElement? manifest, string? executor, double? intervalSeconds)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (intervalSeconds is { } seconds)
                json.WriteNumber("interval", seconds);
            json.WritePropertyName("manifest");
            json.WriteStartObject();
            if (manifest is { } root)
                foreach (var property in Ordered(root).Where(p => Sections.Contains(p.Name)))
                {
                    json.WritePropertyName(property.Name);
                    if (property.Name == Extension && executor is not null && property.Value.ValueKind == JsonValueKind.Object)
                        WriteOverridden(json, property.Value, executor);
                    else
                        Write(json, property.Value, property.Name);
                }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteOverridden(Utf8JsonWriter json, JsonElement extension, string executor)
    {
        using var document = JsonDocument.Parse(executor, new JsonDocumentOptions { MaxDepth = MaxDepth });
        var sections = extension.EnumerateObject().Where(p => p.Name != Executor).Select(p => (p.Name, p.Value)).Append((Executor, document.RootElement));
        Write(json, JsonSerializer.SerializeToElement(sections.ToDictionary(s => s.Item1, s => s.Item2)), Extension);
    }

    private static void Write(Utf8JsonWriter json, JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in Ordered(element))
                {
                    var inner = $"{path}.{property.Name}";
                    if (LeftOut.Contains(inner))
                        continue;
                    json.WritePropertyName(property.Name);
                    Write(json, property.Value, inner);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(json, item, path + "[]");
                json.WriteEndArray();
                break;
            case JsonValueKind.Number when element.TryGetDouble(out var number) && double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                element.WriteTo(json);
                break;
        }
    }

    private static IEnumerable<JsonProperty> Ordered(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).OrderBy(p => p.Name, StringComparer.Ordinal)
            : [];
}
