using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace RobotPolicy.Data.Bags.Yaml;

/// <summary>A value of a YAML document, with where it stands; reading something that is not there is an error that says so.</summary>
internal sealed class YamlField
{
    private const int MaxDepth = 16;
    private const int MaxCharacters = 64 << 20;

    private readonly string _file;
    private readonly string _path;
    private readonly YamlNode _node;

    private YamlField(string file, string path, YamlNode node)
    {
        _file = file;
        _path = path;
        _node = node;
    }

    /// <summary>Whether nothing stands there: <c>~</c>, <c>null</c> or an empty plain value.</summary>
    public bool IsNull => _node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    /// <summary>Whether a text in quotes or a block stands there, or a plain word.</summary>
    public bool IsText => _node is YamlScalarNode;

    /// <summary>A field of a mapping that must be there.</summary>
    public YamlField this[string name] => Find(name) ?? throw Error($"expected a field '{name}'");

    /// <summary>The root of a document; null for an empty one.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="file">For errors.</param>
    /// <exception cref="BagException">It is not YAML, refers to anchors, or is too deep or too long.</exception>
    public static YamlField? Read(string yaml, string file)
    {
        if (yaml.Length > MaxCharacters)
            throw new BagException(file, $"it has {yaml.Length} characters, the limit is {MaxCharacters}");
        try
        {
            // The tree is built recursively, so depth and references are checked on the flat stream of events before.
            var parser = new Parser(new StringReader(yaml));
            var depth = 0;
            while (parser.MoveNext())
            {
                depth += parser.Current!.NestingIncrease;
                if (depth > MaxDepth)
                    throw new BagException(file, $"line {parser.Current.Start.Line}: expected at most {MaxDepth} levels");
                if (parser.Current is AnchorAlias)
                    throw new BagException(file, $"line {parser.Current.Start.Line}: expected plain values, found a reference to an anchor");
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents.Count switch
            {
                0 => null,
                1 => new YamlField(file, "", stream.Documents[0].RootNode),
                _ => throw new BagException(file, "expected one YAML document, found several"),
            };
        }
        catch (YamlException exception)
        {
            throw new BagException(file, $"line {exception.Start.Line}: it is not YAML: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            // The scanner's own mistakes with some malformed documents.
            throw new BagException(file, $"it is not YAML: {exception.Message}", exception);
        }
    }

    /// <summary>A field of a mapping; null if it is not there, or null.</summary>
    public YamlField? Find(string name)
    {
        if (_node is not YamlMappingNode mapping)
            throw Error("expected a mapping");
        return mapping.Children.TryGetValue(new YamlScalarNode(name), out var node) && new YamlField(_file, Sub(name), node) is { IsNull: false } field
            ? field
            : null;
    }

    /// <summary>Names and values of a mapping, in their order.</summary>
    public IEnumerable<(string Name, YamlField Value)> Fields()
    {
        if (_node is not YamlMappingNode mapping)
            throw Error("expected a mapping");
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? throw new YamlField(_file, _path, key).Error("expected a name as key");
            yield return (name, new YamlField(_file, Sub(name), value));
        }
    }

    /// <summary>The values of a list.</summary>
    public IEnumerable<YamlField> Items(int limit)
    {
        if (_node is not YamlSequenceNode sequence)
            throw Error("expected a list");
        if (sequence.Children.Count > limit)
            throw Error($"expected at most {limit} entries, found {sequence.Children.Count}");
        return sequence.Children.Select((node, i) => new YamlField(_file, string.Create(CultureInfo.InvariantCulture, $"{_path}[{i}]"), node));
    }

    public string Text() => _node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Error("expected a text");

    public long Int64() => long.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw Error("expected a whole number");

    public ulong UInt64() => ulong.TryParse(Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw Error("expected a whole number that is not negative");

    public bool Boolean() => Text() switch
    {
        "true" => true,
        "false" => false,
        _ => throw Error("expected true or false"),
    };

    public BagException Error(string problem)
    {
        var found = _node switch
        {
            YamlScalarNode { Value: { Length: > 0 } text } => $"'{(text.Length > 60 ? text[..60] + "…" : text)}'",
            YamlScalarNode => "an empty value",
            YamlSequenceNode => "a list",
            YamlMappingNode => "a mapping",
            _ => "something else",
        };
        return new BagException(_file, $"line {_node.Start.Line}: {(_path.Length == 0 ? "document" : _path)}: {problem}, found {found}");
    }

    private string Sub(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}
