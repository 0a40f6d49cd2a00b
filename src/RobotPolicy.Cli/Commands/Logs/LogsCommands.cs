using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Cli.Commands.Logs;

/// <summary><c>logs</c>: recordings of the service on this machine's disk. No service is asked.</summary>
internal static class LogsCommands
{
    public static Command Build(CommandRunner runner) => new("logs", """
        Recordings of the service on this machine. Needs no service; nothing moves.

          robotctl logs list runs
          robotctl logs show runs/2026-11-30T05-40-12Z
          robotctl logs label runs/2026-11-30T05-40-12Z task-12 failure --comment "the cube slipped"
        """)
    {
        List(runner),
        Show(runner),
        Label(runner),
    };

    private static Command List(CommandRunner runner)
    {
        var folder = new Argument<string>("dir") { Description = "A folder that holds recordings, or one of them." };
        return LocalFiles.Bind(runner, new Command("list", "Recordings below a folder: when, how long, how large, their tasks and what became of them.") { folder }, (run, stop) =>
        {
            var path = run.Parsed.GetRequiredValue(folder);
            if (!File.Exists(path) && !Directory.Exists(path))
                throw CommandException.Usage($"There is no {path}.");
            var sheet = new Sheet("recording", "start", "length", "size", "tasks", "success", "failure", "unsure", "open") { Empty = "No recordings." };
            using var bar = new ProgressLine(run);
            var (logs, count) = (LogFinder.Find(path), 0.0);
            foreach (var log in logs)
            {
                stop.ThrowIfCancellationRequested();
                bar.Show(count++ / logs.Count, _ => log);
                try
                {
                    var overview = LogOverview.Read(log);
                    if (run.Printer.Json)
                        run.Printer.Object(json => LogsText.Write(json, overview));
                    LogsText.Row(sheet, path, overview);
                }
                catch (Exception exception) when (exception is BagException or McapException)
                {
                    bar.Clear();
                    run.Printer.Note(exception.Message, Tone.Warn);
                }
            }

            bar.Clear();
            if (!run.Printer.Json)
                run.Printer.Sheets([sheet]);
            return ExitCode.Ok;
        });
    }

    private static Command Show(CommandRunner runner)
    {
        var log = LogArgument();
        return LocalFiles.Bind(runner, new Command("show", "Tasks of a recording with their labels, and everything that happened beside the ticks.") { log }, (run, _) =>
        {
            var path = Existing(run.Parsed.GetRequiredValue(log));
            var overview = Spinner.Show(run, "reading", () => LogOverview.Read(path, withEvents: true));
            if (run.Printer.Json)
                run.Printer.Object(json => LogsText.Write(json, overview));
            else
                run.Printer.Sheets(LogsText.Sheets(overview));
            return ExitCode.Ok;
        });
    }

    private static Command Label(CommandRunner runner)
    {
        var log = LogArgument();
        var task = new Argument<string>("task") { Description = "Id of a task in it." };
        var outcome = new Argument<string>("outcome") { Description = "success, failure or unsure." };
        outcome.AcceptOnlyFromAmong([.. LogLabels.Outcomes]);
        var comment = new Option<string>("--comment") { Description = "A remark.", HelpName = "text", DefaultValueFactory = _ => "" };
        return LocalFiles.Bind(runner, new Command("label", "Say afterwards what became of a task. The recording stays as it is; the newest label counts.") { log, task, outcome, comment }, (run, _) =>
        {
            var path = Existing(run.Parsed.GetRequiredValue(log));
            var id = run.Parsed.GetRequiredValue(task);
            var overview = Spinner.Show(run, "reading", () => LogOverview.Read(path));
            if (overview.Tasks.All(each => each.Id != id))
                throw new CommandException(ExitCode.Refused, overview.Tasks.Count == 0
                    ? $"{path} has no tasks."
                    : $"{path} has no task {id}; there is {string.Join(", ", overview.Tasks.Take(8).Select(each => each.Id))}{(overview.Tasks.Count > 8 ? ", …" : "")}.");
            var label = new LogLabel(id, run.Parsed.GetRequiredValue(outcome), run.Parsed.GetValue(comment) ?? "", run.Terminal.Time.GetUtcNow());
            LogLabels.Append(path, label);
            if (run.Printer.Json)
                run.Printer.Object(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("task", label.Task);
                    json.WriteString("outcome", label.Outcome);
                    json.WriteString("file", LogLabels.PathOf(path));
                    json.WriteEndObject();
                });
            run.Printer.Line($"{id} is labelled {label.Outcome} in {LogLabels.PathOf(path)}.", Tone.Good);
            return ExitCode.Ok;
        });
    }

    private static Argument<string> LogArgument() => new("log") { Description = "A recording of the service: a bag's folder or an MCAP file." };

    private static string Existing(string path) =>
        File.Exists(path) || Directory.Exists(path) ? path : throw CommandException.Usage($"There is no recording {path}.");
}
