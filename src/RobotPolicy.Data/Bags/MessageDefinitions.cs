using System.Text;
using RobotPolicy.Data.Bags.Definitions;

namespace RobotPolicy.Data.Bags;

/// <summary>
/// Definitions of the messages that this project knows, as <c>rosbag2_storage_mcap</c> puts them into a recording's schemas: the
/// type's own text first, then each message that it needs behind a line of 80 <c>=</c> and a line <c>MSG: package/Type</c>. They stand
/// beside this class as <c>Definitions/package/Type.msg</c>; adding a file is all that a new type takes. Thread-safe.
/// </summary>
public static class MessageDefinitions
{
    /// <summary>Encoding of these texts in a schema.</summary>
    public const string Encoding = "ros2msg";

    private static readonly string Separator = new('=', 80);

    /// <summary>The full text of a type; null if it is not known.</summary>
    /// <param name="rosType"><c>package/msg/Type</c>.</param>
    /// <exception cref="InvalidOperationException">A definition needs one that is not there: a mistake of this project.</exception>
    public static string? Find(string rosType)
    {
        if (rosType.Split('/') is not [var package, "msg", var name] || Load(package, name) is not { } own)
            return null;
        var text = new StringBuilder(own);
        Append(text, package, own, [$"{package}/{name}"]);
        return text.ToString();
    }

    /// <summary>Names of all types, <c>package/msg/Type</c>, in alphabetical order.</summary>
    public static IReadOnlyList<string> All() =>
    [
        .. typeof(MessageDefinitions).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".msg", StringComparison.Ordinal))
            .Select(name => name[..^4].Replace('\\', '/').Replace("/", "/msg/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    // rosbag2 walks down first, and takes the dependencies of one message in alphabetical order.
    private static void Append(StringBuilder text, string package, string definition, HashSet<string> seen)
    {
        var needed = FieldLine.Of(definition)
            .Select(line => FieldType.Parse(line.Type, package) ?? throw new InvalidOperationException($"'{line.Type}' is not a type."))
            .Where(type => !type.IsPrimitive)
            .OrderBy(type => type.FullName, StringComparer.Ordinal);
        foreach (var type in needed)
        {
            if (!seen.Add(type.FullName))
                continue;
            var own = Load(type.Package, type.Name) ?? throw new InvalidOperationException($"There is no definition of {type.FullName}.");
            text.Append('\n').Append(Separator).Append("\nMSG: ").Append(type.FullName).Append('\n').Append(own);
            Append(text, type.Package, own, seen);
        }
    }

    /// <summary>The text of one type without what it needs; null if it is not known.</summary>
    internal static string? Load(string package, string name)
    {
        using var stream = typeof(MessageDefinitions).Assembly.GetManifestResourceStream($"{package}/{name}.msg");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n");
        return text.Length == 0 || text.EndsWith('\n') ? text : text + "\n";
    }
}
