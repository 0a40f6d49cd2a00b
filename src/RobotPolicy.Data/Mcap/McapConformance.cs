using System.Text.Json;
using RobotPolicy.Data.Mcap.Conformance;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap;

/// <summary>
/// The contract of the format's own conformance suite: records as JSON <c>{"type","fields":[[name, value]…]}</c>, fields by name, every
/// number a decimal text, bytes as arrays of texts.
/// </summary>
public static class McapConformance
{
    /// <summary>Reads as a stream: <c>{"records":[…]}</c> in the order of the file, chunks opened, message indexes left out.</summary>
    public static void ReadStreamed(Stream file, Utf8JsonWriter json)
    {
        using var reader = new McapStreamReader(file, leaveOpen: true);
        json.WriteStartObject();
        json.WriteStartArray("records");
        while (reader.Read(out var record))
        {
            if (record.Opcode is not (McapOpcode.MessageIndex or > McapOpcode.DataEnd))
                RecordJson.Write(json, record);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads by index: <c>{"schemas","channels","messages","statistics"}</c>, messages by log time.</summary>
    public static void ReadIndexed(Stream file, Utf8JsonWriter json)
    {
        using var reader = McapIndexedReader.Open(file, leaveOpen: true);
        json.WriteStartObject();
        json.WriteStartArray("schemas");
        foreach (var schema in reader.Catalog.Schemas.Values)
            RecordJson.Write(json, schema);
        json.WriteEndArray();
        json.WriteStartArray("channels");
        foreach (var channel in reader.Catalog.Channels.Values)
            RecordJson.Write(json, channel);
        json.WriteEndArray();
        json.WriteStartArray("messages");
        var messages = reader.ReadMessages();
        while (messages.Read(out var message))
            RecordJson.Write(json, message);
        json.WriteEndArray();
        json.WriteStartArray("statistics");
        if (reader.Statistics is { } statistics)
            RecordJson.Write(json, statistics);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes the file of a case: its records, with the features that <c>meta.variant.features</c> names.</summary>
    /// <exception cref="JsonException">The case is not as the contract says.</exception>
    public static void Write(Stream testCase, Stream file)
    {
        using var document = JsonDocument.Parse(testCase);
        try
        {
            CaseWriter.Write(document.RootElement, file);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new JsonException($"The case is not as the conformance contract says: {exception.Message}", exception);
        }
    }
}
