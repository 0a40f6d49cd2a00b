using RobotPolicy.Inference.Graphs.Composition;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.SingleStep;

/// <summary>Reads the metadata of an ONNX file (<c>metadata_props</c>, field 14 of ModelProto) without loading the graph.</summary>
internal static class OnnxMetadata
{
    private const int MetadataField = 14;
    private const string NestedKey = "metadata_json";

    /// <summary>Entries by key; <see langword="null"/> and an error where the file is no ONNX model.</summary>
    public static Dictionary<string, string>? Read(ReadOnlyMemory<byte> model, string file, ICollection<PackageError> errors)
    {
        var entries = new Dictionary<string, string>();
        try
        {
            var reader = new ProtobufReader(model);
            while (reader.Next())
                if (reader.Field == MetadataField)
                    Add(reader.Bytes, entries);
        }
        catch (InvalidDataException e)
        {
            errors.Add(new PackageError { File = file, Field = "$", Expected = "an ONNX model", Actual = ErrorText.Clean(e.Message) });
            return null;
        }

        // Some exporters put all of it into one entry.
        if (entries.Remove(NestedKey, out var json) && JsonFile.Parse(System.Text.Encoding.UTF8.GetBytes(json), file, NestedKey, errors) is { } nested)
            foreach (var (key, text) in MetadataText.EntriesOf(nested))
                entries.TryAdd(key, text);
        return entries;
    }

    private static void Add(ReadOnlyMemory<byte> entry, Dictionary<string, string> entries)
    {
        var (key, value) = (string.Empty, string.Empty);
        var reader = new ProtobufReader(entry);
        while (reader.Next())
        {
            if (reader.Field == 1)
                key = reader.Text;
            else if (reader.Field == 2)
                value = reader.Text;
        }

        entries[key] = value;
    }
}
