using RobotPolicy.Data.Bags.Definitions;

namespace RobotPolicy.Data.Bags.Decoding;

/// <summary>
/// A message type with all that it contains, from its <c>ros2msg</c> definition: what it takes to decode messages of a type that this
/// program has never heard of. Bounded: a definition that contains itself, or is nested deeper than <see cref="MaxDepth"/>, is refused.
/// Immutable.
/// </summary>
public sealed class MessageSchema
{
    /// <summary>Deepest nesting of messages in messages.</summary>
    public const int MaxDepth = 32;

    private const int MaxCharacters = 4 << 20;

    private MessageSchema(string type, MessageLayout root)
    {
        Type = type;
        Root = root;
    }

    /// <summary><c>package/msg/Type</c>.</summary>
    public string Type { get; }

    internal MessageLayout Root { get; }

    /// <summary>Parses a definition.</summary>
    /// <param name="type"><c>package/msg/Type</c>, or <c>package/srv/Type_Event</c>.</param>
    /// <param name="definition">Its own text first, then each message that it needs behind a line of <c>=</c> and a line <c>MSG: package/Type</c>.</param>
    /// <exception cref="BagException">A line is no field, or a message is missing: names type and line.</exception>
    public static MessageSchema Parse(string type, string definition)
    {
        if (definition.Length > MaxCharacters)
            throw new BagException(type, $"its definition has {definition.Length} characters, the limit is {MaxCharacters}");
        if (FieldType.Parse(type, "") is not { IsPrimitive: false, Array: ArrayKind.None } name)
            throw new BagException(type, "expected a name like package/msg/Type");
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var own = Split(type, definition, texts);
        texts[name.FullName] = ServiceEvents.Expand(name, own, texts);
        return new MessageSchema(type, new Resolver(type, texts).Resolve(name.Package, name.FullName, 0));
    }

    // The type's own text; those behind the separators go into the table.
    private static string Split(string type, string definition, Dictionary<string, string> texts)
    {
        var parts = new List<(string? Name, System.Text.StringBuilder Text)> { (null, new()) };
        var expectsName = false;
        foreach (var line in definition.Split('\n'))
        {
            if (expectsName)
            {
                if (!line.StartsWith("MSG: ", StringComparison.Ordinal) || FieldType.Parse(line[5..].Trim(), "") is not { IsPrimitive: false } name)
                    throw new BagException(type, $"expected 'MSG: package/Type' behind the line of =, found '{line.Trim()}'");
                parts.Add((name.FullName, new()));
                expectsName = false;
            }
            else if (line.Length >= 80 && line.AsSpan().TrimEnd().IndexOfAnyExcept('=') < 0)
            {
                expectsName = true;
            }
            else
            {
                parts[^1].Text.Append(line).Append('\n');
            }
        }

        foreach (var (name, text) in parts.Skip(1))
            texts.TryAdd(name!, text.ToString());
        return parts[0].Text.ToString();
    }

    private sealed class Resolver(string root, IReadOnlyDictionary<string, string> texts)
    {
        private readonly Dictionary<string, MessageLayout> _known = [];
        private readonly HashSet<string> _open = [];

        public MessageLayout Resolve(string package, string name, int depth)
        {
            if (_known.TryGetValue(name, out var known))
                return depth + known.Depth <= MaxDepth ? known : throw TooDeep();
            if (!texts.TryGetValue(name, out var text))
                throw new BagException(root, $"its definition lacks the message {name}");
            if (depth >= MaxDepth)
                throw TooDeep();
            if (!_open.Add(name))
                throw new BagException(root, $"its definition makes {name} contain itself");
            var fields = FieldLine.Of(text).Select(line => Field(package, name, line, depth)).ToArray();
            _open.Remove(name);
            return _known[name] = new MessageLayout(name, fields);
        }

        private FieldLayout Field(string package, string owner, FieldLine line, int depth)
        {
            if (line.Name.Length == 0 || FieldType.Parse(line.Type, package) is not { } type)
                throw new BagException(root, $"line {line.Number} of {owner}: '{line.Type} {line.Name}' is no field");
            return new FieldLayout(line.Name, type, type.IsPrimitive ? null : Resolve(type.Package, type.FullName, depth + 1));
        }

        private BagException TooDeep() => new(root, $"its definition is nested deeper than {MaxDepth} messages");
    }
}
