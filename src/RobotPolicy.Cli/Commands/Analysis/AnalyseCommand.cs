using System.CommandLine;
using System.Globalization;
using RobotPolicy.Cli.Commands.Logs;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Analysis;

namespace RobotPolicy.Cli.Commands.Analysis;

/// <summary><c>analyse</c>: what recordings say about policy, people and data. No service is asked.</summary>
internal static class AnalyseCommand
{
    private const int MostNeighbours = 100;

    public static Command Build(CommandRunner runner)
    {
        var logs = new Argument<string[]>("log") { Description = "Recordings of the service: bags' folders, MCAP files, or folders that hold some.", Arity = ArgumentArity.OneOrMore };
        var report = new Option<string?>("--report") { Description = "Write a page with everything, and how it was computed.", HelpName = "file.html" };
        var policies = new Option<string[]>("--policies") { Description = "Folder with packages, looked through before the place that the recording names: their monitors' scores have names there. Repeatable.", HelpName = "dir" };
        var similar = new Option<string?>("--similar") { Description = "List the moments that the policy saw most like this one: a task, and seconds since it began.", HelpName = "task@seconds" };
        var neighbours = new Option<int>("--neighbours") { Description = "How many like moments are listed.", HelpName = "n", DefaultValueFactory = _ => 5 };
        var command = new Command("analyse", """
            Episodes, takeovers, alarms, where policy and human differ, what is worth learning from, and how well it was recorded: of one
            recording, several, or a folder full. Needs no service; nothing moves.

              robotctl analyse runs --report runs.html
              robotctl analyse runs/2026-11-30T05-40-12Z --similar task-12@4.5
            """)
        {
            logs, report, policies, similar, neighbours,
        };
        return LocalFiles.Bind(runner, command, (run, stop) =>
        {
            var paths = run.Parsed.GetRequiredValue(logs).SelectMany(path => LogFinder.Find(path) is { Count: > 0 } found
                ? found
                : throw CommandException.Usage($"There is no recording {path}.")).Distinct().ToList();
            var count = run.Parsed.GetValue(neighbours);
            if (count is < 1 or > MostNeighbours)
                throw CommandException.Usage($"--neighbours: expected 1…{MostNeighbours}.");
            var moment = run.Parsed.GetValue(similar) is { } text ? Moment(text) : ((string, double)?)null;
            using var bar = new ProgressLine(run);
            var analysis = LogAnalyser.Run(
                paths,
                new AnalysisOptions
                {
                    ScoresOf = new ScoreNames(run.Parsed.GetValue(policies) ?? []).Of,
                    SimilarTo = moment,
                    SimilarCount = count,
                    Progress = (name, share) => bar.Show(share, _ => name),
                },
                stop);
            bar.Dispose();
            if (moment is { } asked && analysis.Similar is null)
                throw new CommandException(ExitCode.Refused, string.Create(CultureInfo.InvariantCulture, $"No recording has what the policy saw in {asked.Item1} until {asked.Item2} s: its package gives no encoding, or the task is not there."));
            if (run.Parsed.GetValue(report) is { } page)
            {
                File.WriteAllText(page, AnalysisPage.Write(analysis));
                run.Printer.Line($"The page is {page}.", Tone.Good);
            }

            if (run.Printer.Json)
                run.Printer.Object(json => AnalysisJson.Write(json, analysis));
            else
                run.Printer.Sheets(AnalysisText.Sheets(analysis, moment));
            foreach (var problem in analysis.Problems)
                run.Printer.Note(problem, Tone.Warn);
            return ExitCode.Ok;
        });
    }

    private static (string, double) Moment(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && double.TryParse(text.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 && double.IsFinite(seconds)
            ? (text[..at], seconds)
            : throw CommandException.Usage($"--similar: expected a task and seconds such as task-12@4.5, actual '{text}'.");
    }
}
