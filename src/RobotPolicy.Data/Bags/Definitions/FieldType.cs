using System.Globalization;

namespace RobotPolicy.Data.Bags.Definitions;

/// <summary>Type of one field of a <c>.msg</c> file.</summary>
/// <param name="Package">Package of a nested message; empty for a primitive type.</param>
/// <param name="Name">Name of a primitive type, or of the nested message in its package.</param>
/// <param name="Array">Whether it is an array, and which.</param>
/// <param name="Length">Elements of a fixed array, most elements of a bounded one; else 0.</param>
/// <param name="StringBound">Most bytes of a bounded string; 0 for no bound.</param>
internal readonly record struct FieldType(string Package, string Name, ArrayKind Array, int Length, int StringBound)
{
    private static readonly HashSet<string> Primitives =
    [
        "bool", "byte", "char", "float32", "float64", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "string", "wstring",
    ];

    public bool IsPrimitive => Package.Length == 0;

    /// <summary>Package and name of a nested message, as definitions are named: <c>pkg/Type</c>.</summary>
    public string FullName => IsPrimitive ? Name : $"{Package}/{Name}";

    /// <summary>Parses a type as it stands in a file of a package; null if it is none.</summary>
    public static FieldType? Parse(string text, string package)
    {
        var (array, length, at) = (ArrayKind.None, 0, text.IndexOf('[', StringComparison.Ordinal));
        if (at >= 0)
        {
            if (text[^1] != ']')
                return null;
            var inside = text[(at + 1)..^1];
            array = inside.Length == 0 ? ArrayKind.Unbounded : inside.StartsWith("<=", StringComparison.Ordinal) ? ArrayKind.Bounded : ArrayKind.Fixed;
            if (array != ArrayKind.Unbounded && !Number(array == ArrayKind.Bounded ? inside[2..] : inside, out length))
                return null;
            text = text[..at];
        }

        var bound = 0;
        var bounded = text.IndexOf("<=", StringComparison.Ordinal);
        if (bounded >= 0)
        {
            if (text[..bounded] is not ("string" or "wstring") || !Number(text[(bounded + 2)..], out bound))
                return null;
            text = text[..bounded];
        }

        if (Primitives.Contains(text))
            return new FieldType("", text, array, length, bound);
        var parts = text.Split('/');
        var (owner, name) = parts.Length switch
        {
            1 => (package, parts[0]),
            2 => (parts[0], parts[1]),
            3 when parts[1] is "msg" or "srv" or "action" => (parts[0], parts[2]),
            _ => ("", ""),
        };
        return IsName(owner) && IsName(name) ? new FieldType(owner, name, array, length, bound) : null;
    }

    private static bool Number(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0;

    private static bool IsName(string text) => text.Length > 0 && text.All(each => char.IsAsciiLetterOrDigit(each) || each == '_');
}
