using System.Text.Json;

namespace RobotPolicy.Inference.Packages;

/// <summary>Parses JSON that comes from outside.</summary>
internal static class JsonFile
{
    /// <summary>Deepest nesting that is read.</summary>
    public const int MaxDepth = 10;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The root object, or <see langword="null"/> and an error.</summary>
    /// <remarks>The document lives as long as the cursor is used; it rents nothing, since it owns a copy of the bytes.</remarks>
    public static JsonCursor? Parse(ReadOnlyMemory<byte> utf8, string file, string field, ICollection<PackageError> errors)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            root = document.RootElement.Clone();
            ReadAllText(root);
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $"a fault at line {line + 1}, byte {e.BytePositionInLine + 1}" : "a fault";
            errors.Add(new PackageError
            {
                File = file,
                Field = field,
                Expected = $"valid JSON without repeated keys, at most {MaxDepth} levels deep",
                Actual = place,
            });
            return null;
        }
        catch (InvalidOperationException)
        {
            errors.Add(new PackageError { File = file, Field = field, Expected = "text in valid Unicode", Actual = "a broken character" });
            return null;
        }

        var cursor = new JsonCursor(root, field, file, errors);
        if (root.ValueKind == JsonValueKind.Object)
            return cursor;

        cursor.FailHere("an object");
        return null;
    }

    /// <summary>The parser accepts strings that it later refuses to decode; find those now, not in the middle of reading.</summary>
    private static void ReadAllText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    ReadAllText(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    ReadAllText(property.Value);
                }

                break;
        }
    }
}
