using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Cli.Commands.Mcap;

/// <summary><c>mcap filter</c> and <c>mcap merge</c>: new files from old ones.</summary>
internal static class CopyCommands
{
    public static Command Filter(CommandRunner runner)
    {
        var file = McapCommands.File();
        var target = McapCommands.File("new", "The new file.");
        var query = new QueryOptions();
        var compression = Compression();
        var command = new Command("filter", "Write chosen topics and times into a new file, sorted by log time.") { file, target, compression };
        query.AddTo(command);
        return LocalFiles.Bind(runner, command, (run, _) =>
            Copy(run, [run.Parsed.GetRequiredValue(file)], run.Parsed.GetRequiredValue(target), query.Read(run.Parsed), run.Parsed.GetValue(compression)));
    }

    public static Command Merge(CommandRunner runner)
    {
        var target = McapCommands.File("new", "The new file.");
        var files = new Argument<string[]>("files") { Description = "MCAP files.", Arity = ArgumentArity.OneOrMore };
        var compression = Compression();
        return LocalFiles.Bind(runner, new Command("merge", "Write several files into a new one, sorted by log time.") { target, files, compression }, (run, _) =>
            Copy(run, run.Parsed.GetRequiredValue(files), run.Parsed.GetRequiredValue(target), McapQuery.All, run.Parsed.GetValue(compression)));
    }

    public static Option<McapCompression> Compression() => new("--compression") { Description = "None, Lz4 or Zstd.", DefaultValueFactory = _ => McapCompression.None };

    private static int Copy(Invocation run, IReadOnlyList<string> sources, string target, McapQuery query, McapCompression compression)
    {
        var readers = new List<McapIndexedReader>();
        try
        {
            readers.AddRange(sources.Select(source => McapIndexedReader.Open(source)));
            var count = Bar.Show(run, "writing", told =>
                NewFile.Write(target, stream => McapCopy.Copy(readers, stream, query, new McapWriteOptions { Compression = compression }, told)));
            run.Printer.Line($"{count} messages are in {target}.", Tone.Good);
            return ExitCode.Ok;
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }
}
