using System.Globalization;
using System.Text.Json;

namespace RobotPolicy.Data.Mcap.Conformance;

/// <summary>Writes the file that a case of the conformance suite describes.</summary>
internal static class CaseWriter
{
    public static void Write(JsonElement testCase, Stream file)
    {
        var features = testCase.GetProperty("meta").GetProperty("variant").GetProperty("features").EnumerateArray()
            .Select(feature => feature.GetString()).ToHashSet();
        var records = testCase.GetProperty("records").EnumerateArray().ToList();
        var header = records.Count > 0 && records[0].GetProperty("type").GetString() == "Header"
            ? new Fields(records[0])
            : throw new JsonException("The case does not begin with a Header.");
        using var writer = new McapWriter(file, Options(header, features), leaveOpen: true);
        var schemas = new Dictionary<ulong, ushort> { [0] = 0 };
        var channels = new Dictionary<ulong, ushort>();
        foreach (var record in records)
        {
            var type = record.GetProperty("type").GetString();
            if (type == "DataEnd")
                break; // what follows is the writer's own
            Write(type, new Fields(record), writer, schemas, channels);
        }
    }

    private static McapWriteOptions Options(Fields header, HashSet<string?> features) => new()
    {
        Profile = header.Text("profile"),
        Library = header.Text("library"),
        UseChunks = features.Contains("ch"),
        UseMessageIndex = features.Contains("mx"),
        UseStatistics = features.Contains("st"),
        RepeatSchemas = features.Contains("rsh"),
        RepeatChannels = features.Contains("rch"),
        UseAttachmentIndex = features.Contains("ax"),
        UseMetadataIndex = features.Contains("mdx"),
        UseChunkIndex = features.Contains("chx"),
        UseSummaryOffsets = features.Contains("sum"),
    };

    private static void Write(string? type, Fields fields, McapWriter writer, Dictionary<ulong, ushort> schemas, Dictionary<ulong, ushort> channels)
    {
        switch (type)
        {
            case "Schema":
                schemas[fields.Number("id")] = writer.AddSchema(fields.Text("name"), fields.Text("encoding"), fields.Bytes("data"));
                break;
            case "Channel":
                channels[fields.Number("id")] = writer.AddChannel(
                    schemas[fields.Number("schema_id")], fields.Text("topic"), fields.Text("message_encoding"), fields.Texts("metadata"));
                break;
            case "Message":
                writer.WriteMessage(
                    channels[fields.Number("channel_id")], checked((uint)fields.Number("sequence")), fields.Number("log_time"),
                    fields.Number("publish_time"), fields.Bytes("data"));
                break;
            case "Attachment":
                writer.WriteAttachment(
                    fields.Number("log_time"), fields.Number("create_time"), fields.Text("name"), fields.Text("media_type"), fields.Bytes("data"));
                break;
            case "Metadata":
                writer.WriteMetadata(fields.Text("name"), fields.Texts("metadata"));
                break;
            case "Header":
                break;
            default:
                throw new JsonException($"The record {type} is not expected before DataEnd.");
        }
    }

    /// <summary>Fields of one record by name.</summary>
    private readonly struct Fields(JsonElement record)
    {
        private readonly Dictionary<string, JsonElement> _fields =
            record.GetProperty("fields").EnumerateArray().ToDictionary(field => field[0].GetString()!, field => field[1]);

        public string Text(string name) => _fields[name].GetString()!;

        public ulong Number(string name) => ulong.Parse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture);

        public byte[] Bytes(string name) =>
            [.. _fields[name].EnumerateArray().Select(each => byte.Parse(each.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture))];

        public OrderedDictionary<string, string> Texts(string name) =>
            new(_fields[name].EnumerateObject().Select(each => KeyValuePair.Create(each.Name, each.Value.GetString()!)));
    }
}
