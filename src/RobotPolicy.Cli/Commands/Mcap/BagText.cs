using System.Globalization;
using System.Text.Json;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Bags;

namespace RobotPolicy.Cli.Commands.Mcap;

/// <summary>Bags for people and programs.</summary>
internal static class BagText
{
    public static IReadOnlyList<Sheet> Sheets(BagReader bag)
    {
        var fields = new Sheet { Title = "Bag" }.Field("storage", bag.Storage).Field("files", bag.Files.Count.ToString(CultureInfo.InvariantCulture))
            .Field("messages", McapText.Number(bag.MessageCount));
        if (bag.StartTime is { } start && bag.EndTime is { } end)
        {
            fields.Field("start", McapText.Time(start)).Field("end", McapText.Time(end))
                .Field("duration", string.Create(CultureInfo.InvariantCulture, $"{(end - start) / 1e9:0.000} s"));
        }

        if (bag.Metadata is { RosDistro.Length: > 0 } metadata)
            fields.Field("distribution", metadata.RosDistro);
        foreach (var (key, value) in bag.CustomData)
            fields.Field(key, value);
        foreach (var warning in bag.Warnings)
            fields.Field("note", warning, Tone.Warn);
        var topics = new Sheet("topic", "type", "format", "messages") { Title = "Topics", Empty = "No topics." };
        foreach (var topic in bag.Topics)
            topics.Row(topic.Name, topic.Type, topic.SerializationFormat, McapText.Number(topic.MessageCount));
        return [fields, topics];
    }

    public static void Write(Utf8JsonWriter json, BagReader bag)
    {
        json.WriteStartObject();
        json.WriteString("storage", bag.Storage);
        json.WriteNumber("messages", bag.MessageCount);
        if (bag.StartTime is { } start && bag.EndTime is { } end)
        {
            json.WriteString("startTime", McapText.Number(start));
            json.WriteString("endTime", McapText.Number(end));
        }

        json.WriteStartArray("files");
        foreach (var file in bag.Files)
            json.WriteStringValue(file);
        json.WriteEndArray();
        json.WriteStartArray("warnings");
        foreach (var warning in bag.Warnings)
            json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteStartObject("customData");
        foreach (var (key, value) in bag.CustomData)
            json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteStartArray("topics");
        foreach (var topic in bag.Topics)
        {
            json.WriteStartObject();
            json.WriteString("topic", topic.Name);
            json.WriteString("type", topic.Type);
            json.WriteString("encoding", topic.SerializationFormat);
            json.WriteNumber("messages", topic.MessageCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, BagProblem problem)
    {
        json.WriteStartObject();
        json.WriteBoolean("error", problem.IsError);
        json.WriteString("file", problem.File);
        json.WriteString("text", problem.Text);
        json.WriteEndObject();
    }
}
