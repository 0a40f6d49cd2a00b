using System.CommandLine;
using System.CommandLine.Parsing;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Datasets;

namespace RobotPolicy.Cli.Commands.Datasets;

/// <summary><c>datasets cat</c>: the numbers of frames, one frame per line.</summary>
internal static class CatCommand
{
    public static Command Build(CommandRunner runner)
    {
        var folder = DatasetCommands.Folder();
        var episode = new Option<long?>("--episode") { Description = "Only this one; all unless given.", HelpName = "number" };
        var columns = new Option<string?>("--columns") { Description = "Features, separated by commas; all that are no videos unless given.", HelpName = "list" };
        var csv = new Option<bool>("--csv") { Description = "CSV with a line of headers; the default. --json gives an object per frame instead." };
        var command = new Command("cat", """
            The numbers of frames, one frame per line, for scripts.

              robotctl datasets cat ./pick_cube > frames.csv
              robotctl datasets cat ./pick_cube --episode 0 --columns timestamp,observation.state --json

            In CSV each element of a vector has a column of its own: the feature, a dot, and the element's name, or its number from 0 where
            it has none (observation.state.shoulder_pan.pos, action.0). Columns come in the order of the dataset. false and true are 0 and
            1, and a missing score is nan (null in JSON).
            """) { folder, episode, columns, csv };
        command.Validators.Add(result =>
        {
            if (result.GetValue(csv) && result.GetResult("--json") is OptionResult { Implicit: false })
                result.AddError("Either --csv or --json.");
        });
        return LocalFiles.Bind(runner, command, (run, stop) =>
        {
            using var reader = DatasetReader.Open(run.Parsed.GetRequiredValue(folder));
            var features = Features(reader, run.Parsed.GetValue(columns));
            var lines = new FrameLines(features);
            if (!run.Printer.Json)
                run.Terminal.Out.WriteLine(lines.Header());
            foreach (var each in Episodes(reader, run.Parsed.GetValue(episode)))
            {
                foreach (var rows in reader.ReadFrames(each, [.. features.Select(feature => feature.Key)]))
                {
                    stop.ThrowIfCancellationRequested();
                    for (var row = 0; row < rows.Count; row++)
                    {
                        var at = row;
                        if (run.Printer.Json)
                            run.Printer.Object(json => lines.Write(json, rows, at));
                        else
                            run.Terminal.Out.WriteLine(lines.Line(rows, row));
                    }
                }
            }

            return ExitCode.Ok;
        });
    }

    private static List<DatasetFeature> Features(DatasetReader reader, string? wanted)
    {
        if (wanted is null)
            return [.. reader.Info.Columns];
        var keys = wanted.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var unknown = keys.Where(key => reader.Info.Columns.All(feature => feature.Key != key)).ToList();
        if (unknown.Count > 0 || keys.Length == 0)
            throw CommandException.Usage($"--columns: there is no {string.Join(", ", unknown)}; there are {string.Join(", ", reader.Info.Columns.Select(feature => feature.Key))}.");
        return [.. reader.Info.Columns.Where(feature => keys.Contains(feature.Key))];
    }

    private static IEnumerable<DatasetEpisode> Episodes(DatasetReader reader, long? wanted)
    {
        if (wanted is not { } number)
            return reader.Episodes;
        return number >= 0 && number < reader.Episodes.Count
            ? [reader.Episodes[(int)number]]
            : throw CommandException.Usage($"--episode: there is no episode {number}; there are 0 to {reader.Episodes.Count - 1}.");
    }
}
