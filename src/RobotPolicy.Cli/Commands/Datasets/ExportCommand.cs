using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Datasets.Labels;
using RobotPolicy.Data.Datasets.Recordings;
using RobotPolicy.Data.Datasets.Videos;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Imaging;

namespace RobotPolicy.Cli.Commands.Datasets;

/// <summary><c>export</c>: recordings become a dataset to train from. No service is asked; nothing moves.</summary>
internal static class ExportCommand
{
    public static Command Build(CommandRunner runner)
    {
        var logs = new Argument<string[]>("logs") { Description = "Recordings of the service: bags' folders or MCAP files.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--to") { Description = "Folder of the dataset.", HelpName = "dir", Required = true };
        var format = new Option<string>("--format") { Description = "Format of the dataset.", DefaultValueFactory = _ => "lerobot-v3" };
        format.AcceptOnlyFromAmong("lerobot-v3");
        var fps = new Option<int>("--fps") { Description = "Frames a second, 1 to 1000.", HelpName = "hz", DefaultValueFactory = _ => 30 };
        var only = new Option<EpisodeOutcome[]>("--only") { Description = "Keep episodes of this outcome alone: success, failure or unsure. Repeatable.", DefaultValueFactory = _ => [] };
        var task = new Option<string?>("--task") { Description = "The task in words, where the recording has none.", HelpName = "text" };
        var append = new Option<bool>("--append") { Description = "Add the episodes to a dataset that is there." };
        var codec = new Option<VideoCodec>("--codec") { Description = "How pictures are compressed: Av1 or H264.", DefaultValueFactory = _ => VideoCodec.Av1 };
        var hilSerl = new Option<bool>("--hil-serl") { Description = "Also write complementary_info.is_intervention, next.reward and next.done." };
        var sirius = new Option<bool>("--sirius") { Description = "Also write classes and weights for learning from interventions (Sirius)." };
        var rlif = new Option<bool>("--rlif") { Description = "next.reward is −1 where a human took over, else 0 (RLIF)." };
        var window = new Option<int>("--pre-intervention") { Description = "Frames before a takeover that are held against the policy.", HelpName = "frames", DefaultValueFactory = _ => PreIntervention.DefaultSteps };
        var holds = new Option<bool>("--keep-holds") { Description = "Keep the frames of holds, in which the arm stands." };
        var scores = new Option<bool>("--failure-scores") { Description = "Also write what the failure monitor said, as failure_score." };
        var command = new Command("export", """
            Make a dataset of recordings: every task is an episode. Needs no service; nothing moves.

              robotctl export runs/* --to datasets/week48
              robotctl export runs/* --to datasets/week48 --sirius --only success
              robotctl datasets check datasets/week48

            A frame has the joints as a tick saw them, the command that it gave, who gave it ('intervention' is true for a human), and
            the newest picture of every camera. What somebody said later about a task (robotctl logs label) counts.
            """)
        {
            logs, to, format, fps, only, task, append, codec, hilSerl, sirius, rlif, window, holds, scores,
        };
        return LocalFiles.Bind(runner, command, (run, stop) =>
        {
            var options = new DatasetExportOptions
            {
                Fps = run.Parsed.GetValue(fps) is >= 1 and <= 1000 and var rate ? rate : throw CommandException.Usage("--fps: expected 1…1000."),
                Outcomes = run.Parsed.GetValue(only) is { Length: > 0 } outcomes ? outcomes : null,
                Task = run.Parsed.GetValue(task),
                KeepsHolds = run.Parsed.GetValue(holds),
                Template = new DatasetSpec
                {
                    Fps = 1,
                    RobotType = "robot",
                    StateNames = [],
                    ActionNames = [],
                    Codec = run.Parsed.GetValue(codec),
                    HilSerl = run.Parsed.GetValue(hilSerl),
                    Sirius = run.Parsed.GetValue(sirius),
                    Rlif = run.Parsed.GetValue(rlif),
                    PreInterventionSteps = run.Parsed.GetValue(window),
                    FailureScores = run.Parsed.GetValue(scores),
                },
            };
            return Run(run, run.Parsed.GetRequiredValue(logs), run.Parsed.GetRequiredValue(to), options, run.Parsed.GetValue(append), stop);
        });
    }

    private static int Run(Invocation run, string[] logs, string to, DatasetExportOptions options, bool append, CancellationToken stop)
    {
        foreach (var log in logs)
            if (!File.Exists(log) && !Directory.Exists(log))
                throw CommandException.Usage($"There is no recording {log}.");
        using var decoder = new RgbDecoder();
        var export = new DatasetExport(to, options, bytes => Decode(decoder, bytes.Span), append);
        using var bar = new ProgressLine(run);
        var (episodes, frames) = export.Run(
            [.. logs.Select(log => (log, (Func<string, EpisodeOutcome?>?)OutcomesOf(log)))],
            episode =>
            {
                bar.Clear();
                run.Printer.Note($"{episode.TaskId}: {(episode.EndNs - episode.StartNs) / 1e9:F1} s, {episode.Outcome}");
            },
            stop,
            (log, share) => bar.Show(share, _ => log));
        bar.Clear();
        foreach (var reason in export.LeftOut)
            run.Printer.Note($"left out: {reason}", Tone.Warn);
        if (run.Printer.Json)
            run.Printer.Object(json =>
            {
                json.WriteStartObject();
                json.WriteString("dataset", to);
                json.WriteNumber("episodes", episodes);
                json.WriteNumber("frames", frames);
                json.WriteNumber("left_out", export.LeftOut.Count);
                json.WriteEndObject();
            });
        else
            run.Printer.Line($"{episodes} episodes with {frames} frames are in {to}.", Tone.Good);
        return ExitCode.Ok;
    }

    /// <summary>How tasks came out, as somebody said after the recording.</summary>
    private static Func<string, EpisodeOutcome?> OutcomesOf(string log)
    {
        var labels = LogLabels.Read(log);
        return task => labels.OutcomeOf(task) is { } outcome ? Enum.Parse<EpisodeOutcome>(outcome, ignoreCase: true) : null;
    }

    private static (int, int, byte[]) Decode(RgbDecoder decoder, ReadOnlySpan<byte> stream) =>
        decoder.Decode(stream, out var width, out var height, out var rgb) is ImageStatus.Ok
            ? (width, height, rgb)
            : throw new DatasetException("a camera's picture", "it is no JPEG or PNG that can be decoded");
}
