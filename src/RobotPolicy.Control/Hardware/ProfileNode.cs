using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace RobotPolicy.Control.Hardware;

/// <summary>
/// One mapping of a profile, read field by field. Every problem becomes one sentence with file, line, field, expected and
/// actual; reading goes on with a stand-in, so that all problems are found in one pass. <see cref="Finish"/> names the fields
/// that nobody asked for.
/// </summary>
internal sealed class ProfileNode
{
    private readonly string _file;
    private readonly string _path;
    private readonly long _line;
    private readonly ICollection<ProfileError> _errors;
    private readonly Dictionary<string, YamlNode> _fields = [];
    private readonly HashSet<string> _asked = [];

    public ProfileNode(string file, string path, YamlNode node, ICollection<ProfileError> errors)
    {
        _file = file;
        _path = path;
        _line = node.Start.Line;
        _errors = errors;
        if (node is not YamlMappingNode mapping)
        {
            Report(_line, path, "a mapping", Describe(node));
            return;
        }

        foreach (var (key, value) in mapping.Children)
            if (key is YamlScalarNode { Value: { } name })
                _fields[name] = value;
            else
                Report(key.Start.Line, path, "a name as key", Describe(key));
    }

    public IEnumerable<string> Names => _fields.Keys;

    public bool Has(string name) => _fields.ContainsKey(name);

    public string Text(string name, string? absent = null)
    {
        var node = Ask(name, absent is null, "a text");
        if (node is null)
            return absent ?? "";
        if (node is YamlScalarNode { Value: { Length: > 0 } text })
            return text;
        Report(node.Start.Line, Field(name), "a text", Describe(node));
        return absent ?? "";
    }

    public double Number(string name, double min, double max, double? absent = null) =>
        TryNumber(name, min, max, out var value, absent) ? value : absent ?? min;

    /// <summary>Reads a number; what is wrong is reported.</summary>
    /// <returns>Whether there is one; otherwise the stand-in is nothing to compare with.</returns>
    public bool TryNumber(string name, double min, double max, out double value, double? absent = null)
    {
        value = absent ?? min;
        var expected = string.Create(CultureInfo.InvariantCulture, $"a number from {min:R} to {max:R}");
        var node = Ask(name, absent is null, expected);
        if (node is null)
            return absent is not null;
        if (node is YamlScalarNode { Value: { } text }
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
        {
            value = number;
            return true;
        }

        Report(node.Start.Line, Field(name), expected, Describe(node));
        return false;
    }

    public bool Flag(string name, bool absent)
    {
        var node = Ask(name, required: false, "true or false");
        if (node is null)
            return absent;
        if (node is YamlScalarNode { Value: { } text } && bool.TryParse(text, out var value))
            return value;
        Report(node.Start.Line, Field(name), "true or false", Describe(node));
        return absent;
    }

    public T Choice<T>(string name, IReadOnlyDictionary<string, T> choices, T? absent = null)
        where T : struct
    {
        var expected = $"one of {string.Join(", ", choices.Keys)}";
        var node = Ask(name, absent is null, expected);
        if (node is null)
            return absent ?? default;
        if (node is YamlScalarNode { Value: { } text } && choices.TryGetValue(text, out var value))
            return value;
        Report(node.Start.Line, Field(name), expected, Describe(node));
        return absent ?? default;
    }

    public ProfileNode? Mapping(string name, bool required = true)
    {
        var node = Ask(name, required, "a mapping");
        return node is null ? null : new ProfileNode(_file, Field(name), node, _errors);
    }

    public List<ProfileNode> Sequence(string name, bool required)
    {
        var items = new List<ProfileNode>();
        var node = Ask(name, required, "a list");
        if (node is YamlSequenceNode sequence)
            for (var i = 0; i < sequence.Children.Count; i++)
                items.Add(new ProfileNode(_file, string.Create(CultureInfo.InvariantCulture, $"{Field(name)}[{i}]"), sequence.Children[i], _errors));
        else if (node is not null)
            Report(node.Start.Line, Field(name), "a list", Describe(node));
        return items;
    }

    /// <summary>A list of at least one text.</summary>
    public List<string> Texts(string name)
    {
        var texts = new List<string>();
        var node = Ask(name, required: true, "a list of names");
        if (node is YamlSequenceNode { Children.Count: > 0 } sequence)
        {
            foreach (var child in sequence.Children)
                if (child is YamlScalarNode { Value: { Length: > 0 } text })
                    texts.Add(text);
                else
                    Report(child.Start.Line, Field(name), "a list of names", $"{Describe(child)} in it");
        }
        else if (node is not null)
        {
            Report(node.Start.Line, Field(name), "a list of names", node is YamlSequenceNode ? "an empty list" : Describe(node));
        }

        return texts;
    }

    /// <summary>Accepts a field without reading it.</summary>
    public void Ignore(string name) => _asked.Add(name);

    /// <summary>Reports a field whose value is well-formed but wrong.</summary>
    public void Wrong(string name, string expected, string actual) =>
        Report(_fields.TryGetValue(name, out var node) ? node.Start.Line : _line, Field(name), expected, actual);

    /// <summary>Reports the fields that were not asked for.</summary>
    public void Finish()
    {
        foreach (var (name, node) in _fields)
            if (!_asked.Contains(name))
                Report(node.Start.Line, Field(name), $"one of {string.Join(", ", _asked.Order(StringComparer.Ordinal))}", "an unknown field");
    }

    private YamlNode? Ask(string name, bool required, string expected)
    {
        _asked.Add(name);
        if (_fields.TryGetValue(name, out var node))
            return node;
        if (required)
            Report(_line, Field(name), expected, "nothing");
        return null;
    }

    private string Field(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private void Report(long line, string field, string expected, string actual) => _errors.Add(new ProfileError(line, string.Create(
        CultureInfo.InvariantCulture,
        $"{_file}:{line}: {(field.Length == 0 ? "document" : field)}: expected {expected}, actual {actual}")));

    private static string Describe(YamlNode node) => node switch
    {
        YamlScalarNode { Value: { Length: > 0 } text } => $"'{(text.Length > MaxShown ? text[..MaxShown] + "…" : text)}'",
        YamlScalarNode => "an empty value",
        YamlSequenceNode => "a list",
        YamlMappingNode => "a mapping",
        _ => "something else",
    };

    private const int MaxShown = 60;
}
