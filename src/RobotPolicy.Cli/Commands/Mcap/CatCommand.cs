using System.CommandLine;
using System.Globalization;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Cli.Commands.Mcap;

/// <summary><c>mcap cat</c>: messages by time, one per line.</summary>
internal static class CatCommand
{
    public static Command Build(CommandRunner runner)
    {
        var file = McapCommands.File();
        var query = new QueryOptions();
        var command = new Command("cat", "Messages by log time, one per line; with --json their bytes too, in base 64.") { file };
        query.AddTo(command);
        return McapCommands.Bind(runner, command, (run, stop) =>
        {
            using var reader = McapIndexedReader.Open(run.Parsed.GetRequiredValue(file));
            var messages = reader.ReadMessages(query.Read(run.Parsed));
            while (messages.Read(out var message))
            {
                stop.ThrowIfCancellationRequested();
                var channel = reader.Catalog.Channel(message.ChannelId)!;
                var each = message;
                if (run.Printer.Json)
                {
                    run.Printer.Object(json =>
                    {
                        json.WriteStartObject();
                        json.WriteString("topic", channel.Topic);
                        json.WriteString("logTime", McapText.Number(each.LogTime));
                        json.WriteString("publishTime", McapText.Number(each.PublishTime));
                        json.WriteNumber("sequence", each.Sequence);
                        json.WriteBase64String("data", each.Data.Span);
                        json.WriteEndObject();
                    });
                    continue;
                }

                run.Printer.Line(string.Create(
                    CultureInfo.InvariantCulture, $"{each.LogTime} {channel.Topic} [{reader.Catalog.SchemaOf(channel)?.Name}] {each.Data.Length} bytes"));
            }

            return ExitCode.Ok;
        });
    }
}
