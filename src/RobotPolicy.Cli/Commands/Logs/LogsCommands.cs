using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Cli.Commands.Logs;

/// <summary><c>logs</c>: recordings, on this machine's disk or, by name, on the service's.</summary>
internal static class LogsCommands
{
    public static Command Build(CommandRunner runner) => new("logs", """
        Recordings of the service. Nothing moves.
        A path means a recording on this disk, and needs no service; a name without a slash means one on the service's.

          robotctl logs list runs
          robotctl logs show runs/2026-11-30T05-40-12Z
          robotctl logs label runs/2026-11-30T05-40-12Z task-12 failure --comment "the cube slipped"
          robotctl logs list
          robotctl logs show 2026-11-30T05-40-12Z
        """)
    {
        List(runner),
        Show(runner),
        Label(runner),
    };

    private static Command List(CommandRunner runner)
    {
        var folder = new Argument<string?>("dir") { Description = "A folder that holds recordings, or one of them. Without it: those of the service.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("list", "Recordings below a folder: when, how long, how large, their tasks and what became of them.") { folder };
        return runner.Bind(command, async (run, stop) => run.Parsed.GetValue(folder) is { } path
            ? LocalFiles.Run(() => List(run, path, stop))
            : await ServiceLogs.ListAsync(run, stop).ConfigureAwait(false));
    }

    private static int List(Invocation run, string path, CancellationToken stop)
    {
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
    }

    private static Command Show(CommandRunner runner)
    {
        var log = LogArgument();
        var command = new Command("show", "Tasks of a recording with their labels, and everything that happened beside the ticks.") { log };
        return runner.Bind(command, async (run, stop) => run.Parsed.GetRequiredValue(log) is var path && IsName(path)
            ? await ServiceLogs.ShowAsync(run, path, stop).ConfigureAwait(false)
            : LocalFiles.Run(() => Show(run, path)));
    }

    private static int Show(Invocation run, string path)
    {
        var file = Existing(path);
        var overview = Spinner.Show(run, "reading", () => LogOverview.Read(file, withEvents: true));
        if (run.Printer.Json)
            run.Printer.Object(json => LogsText.Write(json, overview));
        else
            run.Printer.Sheets(LogsText.Sheets(overview));
        return ExitCode.Ok;
    }

    /// <summary>Whether it can only be the name of a recording of the service: it is no path, and nothing here has that name.</summary>
    private static bool IsName(string path) => path.AsSpan().IndexOfAny('/', '\\') < 0 && path is not ("." or "..") && !File.Exists(path) && !Directory.Exists(path);

    private static Command Label(CommandRunner runner)
    {
        var log = LogArgument();
        var task = new Argument<string>("task") { Description = "Id of a task in it." };
        var outcome = new Argument<string>("outcome") { Description = "success, failure or unsure." };
        outcome.AcceptOnlyFromAmong([.. LogLabels.Outcomes]);
        var comment = new Option<string>("--comment") { Description = "A remark.", HelpName = "text", DefaultValueFactory = _ => "" };
        var command = new Command("label", "Say afterwards what became of a task. The recording stays as it is; the newest label counts.") { log, task, outcome, comment };
        return runner.Bind(command, async (run, stop) =>
        {
            var (path, id) = (run.Parsed.GetRequiredValue(log), run.Parsed.GetRequiredValue(task));
            var (said, remark) = (run.Parsed.GetRequiredValue(outcome), run.Parsed.GetValue(comment) ?? "");
            return IsName(path)
                ? await ServiceLogs.LabelAsync(run, path, id, said, remark, stop).ConfigureAwait(false)
                : LocalFiles.Run(() => Label(run, Existing(path), id, said, remark));
        });
    }

    private static int Label(Invocation run, string path, string id, string outcome, string comment)
    {
        var overview = Spinner.Show(run, "reading", () => LogOverview.Read(path));
        var label = overview.Label(id, outcome, comment, run.Terminal.Time.GetUtcNow())
            ?? throw new CommandException(ExitCode.Refused, overview.Tasks.Count == 0
                ? $"{path} has no tasks."
                : $"{path} has no task {id}; there is {string.Join(", ", overview.Tasks.Take(8).Select(each => each.Id))}{(overview.Tasks.Count > 8 ? ", …" : "")}.");
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
    }

    private static Argument<string> LogArgument() => new("log") { Description = "A recording: a bag's folder or an MCAP file here, or the name of one on the service's disk." };

    private static string Existing(string path) =>
        File.Exists(path) || Directory.Exists(path) ? path : throw CommandException.Usage($"There is no recording {path}.");
}
