using System.CommandLine;
using System.Globalization;
using System.Text;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Bags;

namespace RobotPolicy.Cli.Commands.Mcap;

/// <summary><c>mcap cat</c>: messages by time, one per line.</summary>
internal static class CatCommand
{
    private const int ShortArray = 16;

    public static Command Build(CommandRunner runner)
    {
        var path = McapCommands.Bag();
        var query = new QueryOptions();
        var full = new Option<bool>("--full") { Description = $"Whole arrays; else {ShortArray} elements of each." };
        var raw = new Option<bool>("--raw") { Description = "Bytes instead of fields: their number, with --json in base 64." };
        var command = new Command("cat", "Messages by log time, one per line, with their fields where the bag has the type's definition.") { path, full, raw };
        query.AddTo(command);
        return LocalFiles.Bind(runner, command, (run, stop) =>
        {
            using var bag = BagReader.Open(run.Parsed.GetRequiredValue(path));
            foreach (var warning in bag.Warnings)
                run.Printer.Note(warning, Tone.Warn);
            var decoders = run.Parsed.GetValue(raw)
                ? null
                : new TopicDecoders(bag, run.Parsed.GetValue(full) ? null : ShortArray, note => run.Printer.Note(note, Tone.Warn));
            var messages = bag.ReadMessages(query.ReadBag(run.Parsed));
            while (messages.Read(out var message))
            {
                stop.ThrowIfCancellationRequested();
                string? problem = null;
                var fields = decoders?.Decode(message, out problem);
                if (run.Printer.Json)
                    Object(run.Printer, bag.Topics[message.Topic], message, fields, problem);
                else
                    Line(run.Printer, bag.Topics[message.Topic], message, fields, problem);
            }

            return ExitCode.Ok;
        });
    }

    private static void Object(Printer printer, BagTopic topic, BagMessage message, ReadOnlyMemory<byte>? fields, string? problem) => printer.Object(json =>
    {
        json.WriteStartObject();
        json.WriteString("topic", topic.Name);
        json.WriteString("type", topic.Type);
        json.WriteString("logTime", McapText.Number(message.LogTime));
        json.WriteString("publishTime", McapText.Number(message.PublishTime));
        json.WriteNumber("sequence", message.Sequence);
        if (problem is not null)
            json.WriteString("problem", problem);
        if (fields is { } known)
        {
            json.WritePropertyName("message");
            json.WriteRawValue(known.Span, skipInputValidation: true);
        }
        else
        {
            json.WriteBase64String("data", message.Data.Span);
        }

        json.WriteEndObject();
    });

    private static void Line(Printer printer, BagTopic topic, BagMessage message, ReadOnlyMemory<byte>? fields, string? problem)
    {
        var content = fields is { } known ? Encoding.UTF8.GetString(known.Span) : string.Create(CultureInfo.InvariantCulture, $"{message.Data.Length} bytes");
        printer.Line(
            string.Create(CultureInfo.InvariantCulture, $"{message.LogTime} {topic.Name} [{topic.Type}] {content}{(problem is null ? "" : $": {problem}")}"),
            problem is null ? Tone.Plain : Tone.Warn);
    }
}
