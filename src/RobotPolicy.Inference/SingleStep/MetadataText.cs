using System.Globalization;
using System.Text.Json;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.SingleStep;

/// <summary>
/// Metadata of a single-step policy by key. Every value is a text in one of two spellings: a list with commas, as IsaacLab and
/// mjlab write it, or JSON. What the manifest states goes before what the graph states.
/// </summary>
internal sealed class MetadataText(string graphFile, ICollection<PackageError> errors)
{
    private const int MaxItems = 4096;
    private readonly Dictionary<string, (string Text, string File, string Field)> _entries = [];

    /// <summary>Takes over what the graph states, where the manifest has not stated it.</summary>
    public void AddGraph(IReadOnlyDictionary<string, string> entries)
    {
        foreach (var (key, text) in entries)
            _entries.TryAdd(key, (text, graphFile, $"metadata_props.{ErrorText.Clean(key)}"));
    }

    /// <summary>Takes over what the manifest states.</summary>
    public void AddManifest(JsonCursor section)
    {
        foreach (var (key, text) in EntriesOf(section))
            _entries[key] = (text, ManifestReader.FileName, $"{section.Path}.{ErrorText.Clean(key)}");
    }

    /// <summary>The properties of a JSON object as texts.</summary>
    public static IEnumerable<(string Key, string Text)> EntriesOf(JsonCursor section) => section.Properties()
        .Where(property => property.Value.Element.ValueKind != JsonValueKind.Null)
        .Select(property => (property.Name, property.Value.Element.ValueKind == JsonValueKind.String
            ? property.Value.Element.GetString()!
            : property.Value.Element.GetRawText()));

    /// <summary>The first of several keys that is there, or <see langword="null"/>.</summary>
    public string? Key(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            if (_entries.ContainsKey(key))
                return key;
        return null;
    }

    public void Fail(string key, string expected, string actual)
    {
        var (file, field) = _entries.TryGetValue(key, out var entry) ? (entry.File, entry.Field) : (graphFile, $"metadata_props.{key}");
        errors.Add(new PackageError { File = file, Field = field, Expected = expected, Actual = actual });
    }

    /// <summary>A list of names; empty where the key is absent.</summary>
    public IReadOnlyList<string> Names(string? key)
    {
        var items = Items(key);
        foreach (var item in items)
        {
            if (item.Length > 0)
                continue;
            Fail(key!, "names separated by commas, or a JSON list of them", ErrorText.Quote(_entries[key!].Text));
            return [];
        }

        return items;
    }

    /// <summary>A list of numbers, or one number; <see langword="null"/> where the key is absent or an item is no finite number.</summary>
    public double[]? Numbers(string? key)
    {
        if (key is null)
            return null;
        var items = Items(key);
        var numbers = new double[items.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (double.TryParse(items[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) && double.IsFinite(numbers[i]))
                continue;
            Fail(key, "finite numbers separated by commas, or a JSON list of them", ErrorText.Quote(items[i]));
            return null;
        }

        return numbers;
    }

    private IReadOnlyList<string> Items(string? key)
    {
        if (key is null)
            return [];
        var text = _entries[key].Text.Trim();
        if (text.StartsWith('{'))
        {
            Fail(key, "a list", ErrorText.Quote(text));
            return [];
        }

        List<string>? items = text.Length == 0 ? [] : text.StartsWith('[') ? Json(text) : [.. text.Split(',').Select(item => item.Trim())];
        if (items is not null && items.Count <= MaxItems)
            return items;
        Fail(key, $"a list of at most {MaxItems} names or numbers", ErrorText.Quote(text));
        return [];
    }

    /// <summary>Items of a JSON list; one list in another is one list, as PyTorch writes a batch of one.</summary>
    private static List<string>? Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = JsonFile.MaxDepth });
            var items = new List<string>();
            return Collect(document.RootElement, items) ? items : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool Collect(JsonElement element, List<string> items)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    if (!Collect(item, items))
                        return false;
                return true;
            case JsonValueKind.String:
                items.Add(element.GetString()!);
                return true;
            case JsonValueKind.Number:
                items.Add(element.GetRawText());
                return true;
            default:
                return false;
        }
    }
}
