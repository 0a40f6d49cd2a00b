using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Cli.Commands.Mcap;

/// <summary><c>mcap recover</c>: what can be saved of a damaged recording.</summary>
internal static class RecoverCommand
{
    public static Command Build(CommandRunner runner)
    {
        var damaged = McapCommands.File("damaged", "The damaged file; it is only read.");
        var recovered = McapCommands.File("recovered", "The new file.");
        var keep = new Option<bool>("--keep-damaged") { Description = "Keep messages of chunks with a wrong checksum too; nobody can tell which of them are right." };
        var command = new Command("recover", "Save what can be saved of a file that was cut off or damaged.") { damaged, recovered, keep };
        return LocalFiles.Bind(runner, command, (run, _) =>
        {
            using var source = File.OpenRead(run.Parsed.GetRequiredValue(damaged));
            var options = new McapRecoveryOptions { KeepDamagedChunks = run.Parsed.GetValue(keep) };
            var report = Bar.Show(run, "recovering", told => NewFile.Write(run.Parsed.GetRequiredValue(recovered), target => McapRecovery.Recover(source, target, options, told)));
            if (run.Printer.Json)
            {
                run.Printer.Object(json =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("messages", report.MessageCount);
                    json.WriteBoolean("wasComplete", report.WasComplete);
                    json.WriteNumber("losses", report.LossCount);
                    json.WriteEndObject();
                });
            }

            foreach (var loss in report.Losses)
                run.Printer.Line($"{loss.Position}: {loss.Reason}{(loss.Length > 0 ? $" ({loss.Length} bytes passed over)" : "")}", Tone.Warn);
            run.Printer.Line(
                $"{report.MessageCount} messages, {report.AttachmentCount} attachments and {report.MetadataCount} metadata records were saved; {report.LossCount} losses.",
                report.LossCount == 0 ? Tone.Good : Tone.Warn);
            return ExitCode.Ok;
        });
    }
}
