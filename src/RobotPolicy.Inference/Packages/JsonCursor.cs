using System.Globalization;
using System.Text.Json;

namespace RobotPolicy.Inference.Packages;

/// <summary>
/// A place in a JSON document that knows its own path, and turns every mismatch into a <see cref="PackageError"/> instead of an
/// exception, so that reading goes on and finds the next one.
/// </summary>
internal readonly struct JsonCursor
{
    private const int MaxItems = 4096;
    private readonly string _file;
    private readonly ICollection<PackageError> _errors;

    public JsonCursor(JsonElement element, string path, string file, ICollection<PackageError> errors)
    {
        Element = element;
        Path = path;
        _file = file;
        _errors = errors;
    }

    public JsonElement Element { get; }

    public string Path { get; }

    /// <summary>Errors so far, in the whole document and beyond.</summary>
    public int ErrorCount => _errors.Count;

    public void Fail(string expected, string actual) => Fail(Path, expected, actual);

    public void FailHere(string expected) => Fail(Path, expected, Describe(Element));

    /// <summary>An error at a child that need not exist.</summary>
    public void FailAt(string name, string expected, string actual) => Fail(PathOf(name), expected, actual);

    public bool IsPresent(string name) =>
        Element.ValueKind == JsonValueKind.Object
        && Element.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null;

    /// <summary>Whether a child is a text of no length.</summary>
    public bool IsEmptyText(string name) =>
        IsPresent(name) && Element.GetProperty(name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: 0 };

    /// <summary>The same place without some of its children.</summary>
    public JsonCursor Without(params string[] names)
    {
        var left = Element.EnumerateObject().Where(p => !names.Contains(p.Name)).ToDictionary(p => p.Name, p => p.Value);
        return new JsonCursor(JsonSerializer.SerializeToElement(left), Path, _file, _errors);
    }

    /// <summary>The child, or <see langword="null"/> where it is absent or null.</summary>
    public JsonCursor? Child(string name) =>
        IsPresent(name) ? new JsonCursor(Element.GetProperty(name), PathOf(name), _file, _errors) : null;

    /// <summary>A child that is not there, read as an object without properties.</summary>
    public JsonCursor Empty(string name) => new(default, PathOf(name), _file, _errors);

    /// <summary>The child if it is an object; an error if it is something else, or absent though required.</summary>
    public JsonCursor? Object(string name, bool required = false)
    {
        if (Child(name) is not { } child)
        {
            if (required)
                FailAt(name, "an object", "nothing");
            return null;
        }

        if (child.Element.ValueKind == JsonValueKind.Object)
            return child;

        child.FailHere("an object");
        return null;
    }

    public string? String(string name, bool required = false)
    {
        if (Child(name) is not { } child)
        {
            if (required)
                FailAt(name, "a string", "nothing");
            return null;
        }

        if (child.Element.ValueKind == JsonValueKind.String && child.Element.GetString() is { Length: > 0 } text)
            return text;

        child.FailHere("a string that is not empty");
        return null;
    }

    /// <summary>A string that is one of the known ones.</summary>
    public string? OneOf(string name, IReadOnlyCollection<string> known, bool required = false)
    {
        if (String(name, required) is not { } text)
            return null;

        if (known.Contains(text))
            return text;

        FailAt(name, $"one of {string.Join(", ", known)}", ErrorText.Quote(text));
        return null;
    }

    /// <summary>What one of known words stands for; another value, and no error, where the child is absent.</summary>
    public T Choice<T>(string name, T otherwise, params (string Text, T Value)[] known) =>
        OneOf(name, [.. known.Select(k => k.Text)]) is { } text ? known.First(k => k.Text == text).Value : otherwise;

    public int? Int(string name, int min, int max, bool required = false)
    {
        var expected = $"a whole number from {min} to {max}";
        if (Child(name) is not { } child)
        {
            if (required)
                FailAt(name, expected, "nothing");
            return null;
        }

        if (child.Element.ValueKind == JsonValueKind.Number && child.Element.TryGetInt32(out var value) && value >= min && value <= max)
            return value;

        child.FailHere(expected);
        return null;
    }

    public double? Number(string name, double min, double max, bool required = false)
    {
        var expected = string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}");
        if (Child(name) is not { } child)
        {
            if (required)
                FailAt(name, expected, "nothing");
            return null;
        }

        if (child.Element.ValueKind == JsonValueKind.Number && child.Element.TryGetDouble(out var value) && value >= min && value <= max)
            return value;

        child.FailHere(expected);
        return null;
    }

    public bool? Bool(string name)
    {
        if (Child(name) is not { } child)
            return null;

        if (child.Element.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return child.Element.GetBoolean();

        child.FailHere("true or false");
        return null;
    }

    /// <summary>The children of a list; empty where it is absent.</summary>
    public IReadOnlyList<JsonCursor> Items(string name)
    {
        if (Child(name) is not { } child)
            return [];

        if (child.Element.ValueKind != JsonValueKind.Array)
        {
            child.FailHere("a list");
            return [];
        }

        if (child.Element.GetArrayLength() > MaxItems)
        {
            child.Fail($"at most {MaxItems} entries", child.Element.GetArrayLength().ToString(CultureInfo.InvariantCulture));
            return [];
        }

        var items = new List<JsonCursor>(child.Element.GetArrayLength());
        foreach (var item in child.Element.EnumerateArray())
            items.Add(new JsonCursor(item, $"{child.Path}[{items.Count}]", _file, _errors));
        return items;
    }

    /// <summary>A list of distinct strings, none of them empty. One that is not distinct is an error, but counts.</summary>
    public IReadOnlyList<string> Strings(string name)
    {
        var list = new List<string>();
        foreach (var item in Items(name))
        {
            if (item.Element.ValueKind != JsonValueKind.String || item.Element.GetString() is not { Length: > 0 } text)
            {
                item.FailHere("a string that is not empty");
                continue;
            }

            if (list.Contains(text))
                item.Fail("a name that is not in the list already", ErrorText.Quote(text));
            list.Add(text);
        }

        return list;
    }

    /// <summary>A list of whole numbers of at least 1.</summary>
    public IReadOnlyList<int>? Dimensions(string name)
    {
        if (!IsPresent(name))
            return null;

        var list = new List<int>();
        var valid = true;
        foreach (var item in Items(name))
        {
            if (item.Element.ValueKind == JsonValueKind.Number && item.Element.TryGetInt32(out var value) && value >= 1)
            {
                list.Add(value);
                continue;
            }

            item.FailHere("a whole number of at least 1");
            valid = false;
        }

        return valid ? list : null;
    }

    /// <summary>A list of numbers.</summary>
    public IReadOnlyList<double>? Numbers(string name)
    {
        if (!IsPresent(name))
            return null;

        var list = new List<double>();
        foreach (var item in Items(name))
        {
            if (item.Element.ValueKind == JsonValueKind.Number && item.Element.TryGetDouble(out var value) && double.IsFinite(value))
                list.Add(value);
            else
                item.FailHere("a number");
        }

        return list;
    }

    /// <summary>All properties as cursors.</summary>
    public IReadOnlyList<(string Name, JsonCursor Value)> Properties()
    {
        var list = new List<(string, JsonCursor)>();
        if (Element.ValueKind == JsonValueKind.Object)
            foreach (var property in Element.EnumerateObject())
                list.Add((property.Name, new JsonCursor(property.Value, PathOf(ErrorText.Clean(property.Name)), _file, _errors)));
        return list;
    }

    /// <summary>Adds an error for every property that is not known: a misspelt setting must not be silently without effect.</summary>
    public void RejectUnknown(params ReadOnlySpan<string> known)
    {
        foreach (var (name, value) in Properties())
            if (!known.Contains(name))
                value.Fail($"one of the keys {string.Join(", ", known)}", "an unknown key");
    }

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"a list of {element.GetArrayLength()}",
        JsonValueKind.String => ErrorText.Quote(element.GetString() ?? string.Empty),
        _ => ErrorText.Clean(element.GetRawText()),
    };

    private string PathOf(string name) => Path == "$" ? name : $"{Path}.{name}";

    private void Fail(string field, string expected, string actual) =>
        _errors.Add(new PackageError { File = _file, Field = field, Expected = expected, Actual = actual });
}
