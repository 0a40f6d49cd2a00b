using System.Security.Cryptography;
using System.Text;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Definitions;

namespace RobotPolicy.Tests.Data.Bags;

/// <summary>The type hash <c>RIHS01</c> of a definition (REP-2016): what names, order and types of all fields come down to.</summary>
internal static class TypeHash
{
    private static readonly Dictionary<string, int> Ids = new()
    {
        ["int8"] = 2, ["uint8"] = 3, ["int16"] = 4, ["uint16"] = 5, ["int32"] = 6, ["uint32"] = 7, ["int64"] = 8, ["uint64"] = 9,
        ["float32"] = 10, ["float64"] = 11, ["char"] = 3, ["bool"] = 15, ["byte"] = 16, ["string"] = 17, ["wstring"] = 18,
    };

    /// <summary>Of a full text as <see cref="MessageDefinitions.Find"/> gives it.</summary>
    public static string Of(string rosType, string text)
    {
        var parts = ("MSG: " + rosType.Replace("/msg/", "/", StringComparison.Ordinal) + "\n" + text)
            .Split("\n" + new string('=', 80) + "\n")
            .Select(part => (Name: part[5..part.IndexOf('\n', StringComparison.Ordinal)], Text: part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..]))
            .ToList();
        var others = string.Join(", ", parts.Skip(1).OrderBy(part => part.Name, StringComparer.Ordinal).Select(part => Type(part.Name, part.Text)));
        var json = $"{{\"type_description\": {Type(parts[0].Name, parts[0].Text)}, \"referenced_type_descriptions\": [{others}]}}";
        return "RIHS01_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
    }

    private static string Type(string name, string text)
    {
        var package = name[..name.IndexOf('/', StringComparison.Ordinal)];
        var fields = FieldLine.Of(text).Select(line => Field(line.Name, FieldType.Parse(line.Type, package)!.Value)).ToList();
        if (fields.Count == 0)
            fields.Add(Field("structure_needs_at_least_one_member", FieldType.Parse("uint8", package)!.Value));
        return $"{{\"type_name\": \"{Long(name)}\", \"fields\": [{string.Join(", ", fields)}]}}";
    }

    private static string Field(string name, FieldType type)
    {
        var id = type.IsPrimitive ? Ids[type.Name] + (type.StringBound > 0 ? 4 : 0) : 1;
        id += type.Array switch { ArrayKind.Fixed => 48, ArrayKind.Bounded => 96, ArrayKind.Unbounded => 144, _ => 0 };
        var nested = type.IsPrimitive ? "" : Long(type.FullName);
        return $"{{\"name\": \"{name}\", \"type\": {{\"type_id\": {id}, \"capacity\": {type.Length}, \"string_capacity\": {type.StringBound}, \"nested_type_name\": \"{nested}\"}}}}";
    }

    private static string Long(string name) => name.Replace("/", "/msg/", StringComparison.Ordinal);
}
