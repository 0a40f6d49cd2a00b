using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Cli.Commands.Mcap;

/// <summary><c>mcap convert</c> and <c>mcap reindex</c>: bags as ROS 2 keeps them.</summary>
internal static class BagCommands
{
    public static Command Convert(CommandRunner runner)
    {
        var source = McapCommands.Bag();
        var target = McapCommands.File("new", "The new MCAP file.");
        var compression = CopyCommands.Compression();
        var command = new Command("convert", "Write a bag, with all its splits, into one MCAP file that `ros2 bag` opens.") { source, target, compression };
        return LocalFiles.Bind(runner, command, (run, stop) =>
        {
            using var bag = BagReader.Open(run.Parsed.GetRequiredValue(source));
            foreach (var warning in bag.Warnings)
                run.Printer.Note(warning, Tone.Warn);
            var path = run.Parsed.GetRequiredValue(target);
            var options = new McapWriteOptions { Compression = run.Parsed.GetValue(compression) };
            var count = Bar.Show(run, "converting", told =>
                NewFile.Write(path, stream => BagConversion.Convert(bag, stream, Path.GetFileName(path), options, stop, told)));
            run.Printer.Line($"{count} messages of {bag.Topics.Count} topics are in {path}.", Tone.Good);
            return ExitCode.Ok;
        });
    }

    public static Command Reindex(CommandRunner runner)
    {
        var folder = new Argument<string>("folder") { Description = "The bag's folder." };
        var command = new Command("reindex", "Write metadata.yaml anew from the files that are in a bag's folder; custom data stay.") { folder };
        return LocalFiles.Bind(runner, command, (run, _) =>
        {
            var path = run.Parsed.GetRequiredValue(folder);
            if (!Directory.Exists(path))
                throw CommandException.Usage($"{path} is not a folder.");
            using var bag = Spinner.Show(run, "reading the files", () => BagReader.Open(path, new BagReadOptions { IgnoreMetadata = true }));
            var (old, problem) = Old(path);
            if (problem is not null)
                run.Printer.Note($"The old file is not readable, so its custom data are lost: {problem}", Tone.Warn);
            var found = bag.Describe();
            var metadata = found with
            {
                Topics = [.. found.Topics, .. Silent(old, found)],
                CustomData = old?.CustomData ?? found.CustomData,
                RosDistro = old?.RosDistro ?? found.RosDistro,
            };
            var file = Path.Combine(path, BagMetadata.FileName);
            File.WriteAllText(file + ".part", metadata.ToYaml());
            File.Move(file + ".part", file, overwrite: true);
            foreach (var warning in bag.Warnings)
                run.Printer.Note($"`ros2 bag` will not open this: {warning}", Tone.Warn);
            run.Printer.Line($"{file} lists {metadata.RelativeFilePaths.Count} files with {metadata.MessageCount} messages.", Tone.Good);
            return ExitCode.Ok;
        });
    }

    private static (BagMetadata? Metadata, string? Problem) Old(string folder)
    {
        var path = Path.Combine(folder, BagMetadata.FileName);
        if (!File.Exists(path))
            return (null, null);
        try
        {
            return (BagMetadata.Parse(File.ReadAllText(path), path), null);
        }
        catch (BagException exception)
        {
            return (null, exception.Message);
        }
    }

    // Topics on which nothing was said stand nowhere else.
    private static IEnumerable<BagTopic> Silent(BagMetadata? old, BagMetadata found) =>
        old is null ? [] : old.Topics.Where(topic => found.Topics.All(each => each.Name != topic.Name)).Select(topic => topic with { MessageCount = 0 });
}
