using System.Globalization;
using System.Text.Json;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Cli.Commands.Mcap;

/// <summary>Recordings for people and programs.</summary>
internal static class McapText
{
    public static IReadOnlyList<Sheet> Sheets(McapIndexedReader file)
    {
        var fields = new Sheet { Title = "Recording" }.Field("profile", file.Header.Profile).Field("library", file.Header.Library);
        if (file.Statistics is { } statistics)
        {
            fields.Field("messages", Number(statistics.MessageCount));
            if (statistics.MessageCount > 0)
            {
                fields.Field("start", Time(statistics.MessageStartTime)).Field("end", Time(statistics.MessageEndTime))
                    .Field("duration", string.Create(CultureInfo.InvariantCulture, $"{(statistics.MessageEndTime - statistics.MessageStartTime) / 1e9:0.000} s"));
            }
        }

        fields.Field("chunks", Chunks(file));
        if (file.WasScanned)
            fields.Field("note", "the summary did not suffice; the file was looked through", Tone.Warn);
        var topics = new Sheet("topic", "type", "encoding", "messages") { Title = "Topics", Empty = "No topics." };
        foreach (var channel in file.Catalog.Channels.Values)
        {
            var count = file.Statistics?.ChannelMessageCounts.GetValueOrDefault(channel.Id);
            topics.Row(channel.Topic, file.Catalog.SchemaOf(channel)?.Name ?? "", channel.MessageEncoding, count is { } known ? Number(known) : "?");
        }

        var sheets = new List<Sheet> { fields, topics };
        if (file.AttachmentIndexes.Count > 0)
        {
            var attachments = new Sheet("attachment", "media type", "bytes") { Title = "Attachments" };
            foreach (var each in file.AttachmentIndexes)
                attachments.Row(each.Name, each.MediaType, Number(each.DataSize));
            sheets.Add(attachments);
        }

        return sheets;
    }

    public static void Write(Utf8JsonWriter json, McapIndexedReader file)
    {
        json.WriteStartObject();
        json.WriteString("profile", file.Header.Profile);
        json.WriteString("library", file.Header.Library);
        if (file.Statistics is { } statistics)
        {
            json.WriteNumber("messages", statistics.MessageCount);
            json.WriteString("startTime", Number(statistics.MessageStartTime));
            json.WriteString("endTime", Number(statistics.MessageEndTime));
        }

        json.WriteNumber("chunks", file.ChunkIndexes.Count);
        json.WriteStartArray("topics");
        foreach (var channel in file.Catalog.Channels.Values)
        {
            json.WriteStartObject();
            json.WriteString("topic", channel.Topic);
            json.WriteString("type", file.Catalog.SchemaOf(channel)?.Name);
            json.WriteString("encoding", channel.MessageEncoding);
            if (file.Statistics is { } counts)
                json.WriteNumber("messages", counts.ChannelMessageCounts.GetValueOrDefault(channel.Id));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static string Line(in McapProblem problem) => problem.Text.StartsWith(problem.Record, StringComparison.Ordinal)
        ? problem.Text
        : $"{problem.Record} at {problem.Position}: {problem.Text}.";

    public static void Write(Utf8JsonWriter json, McapProblem problem)
    {
        json.WriteStartObject();
        json.WriteBoolean("error", problem.IsError);
        json.WriteString("record", problem.Record);
        json.WriteNumber("offset", problem.Position.Offset);
        json.WriteString("text", problem.Text);
        json.WriteEndObject();
    }

    public static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    // Clocks that did not begin in 1970 give small numbers: those are told as they are.
    public static string Time(ulong nanoseconds) => nanoseconds is < 1_000_000_000_000_000_000 or > long.MaxValue
        ? $"{Number(nanoseconds)} ns"
        : DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100)).ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Chunks(McapIndexedReader file)
    {
        var compressed = file.ChunkIndexes.Aggregate(0.0, (sum, each) => sum + each.CompressedSize);
        var whole = file.ChunkIndexes.Aggregate(0.0, (sum, each) => sum + each.UncompressedSize);
        var names = string.Join(", ", file.ChunkIndexes.Select(each => each.Compression.Length == 0 ? "uncompressed" : each.Compression).Distinct());
        return file.ChunkIndexes.Count == 0
            ? "0"
            : string.Create(CultureInfo.InvariantCulture, $"{file.ChunkIndexes.Count} ({names}; {compressed:0} of {whole:0} bytes)");
    }
}
