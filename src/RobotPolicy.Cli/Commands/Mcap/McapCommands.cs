using System.CommandLine;
using System.Text.Json;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Cli.Commands.Mcap;

/// <summary><c>mcap</c>: recordings on this machine's disk. No service is asked.</summary>
internal static class McapCommands
{
    public static Command Build(CommandRunner runner) => new("mcap", """
        Recordings on this machine: MCAP files, and bags as ROS 2 keeps them. Needs no service; nothing moves.

          robotctl mcap info run.mcap
          robotctl mcap check folder_of_a_bag
          robotctl mcap cat run.mcap --topic /joint_states
          robotctl mcap convert old.db3 new.mcap
          robotctl mcap recover crashed.mcap whole.mcap
        """)
    {
        Info(runner),
        CatCommand.Build(runner),
        Check(runner),
        RecoverCommand.Build(runner),
        CopyCommands.Filter(runner),
        CopyCommands.Merge(runner),
        BagCommands.Convert(runner),
        BagCommands.Reindex(runner),
        Conformance(runner),
    };

    /// <summary>The argument that names a recording.</summary>
    public static Argument<string> File(string name = "file", string description = "An MCAP file.") => new(name) { Description = description };

    /// <summary>The argument that names a bag.</summary>
    public static Argument<string> Bag() => new("bag") { Description = "An MCAP file, a .db3 file, or a bag's folder." };

    private static Command Info(CommandRunner runner)
    {
        var path = Bag();
        return LocalFiles.Bind(runner, new Command("info", "What is in a recording: topics, counts, times, attachments.") { path }, (run, _) =>
        {
            var bag = run.Parsed.GetRequiredValue(path);
            if (IsMcap(bag))
            {
                using var file = McapIndexedReader.Open(bag);
                Show(run, json => McapText.Write(json, file), () => McapText.Sheets(file));
            }
            else
            {
                using var file = BagReader.Open(bag);
                Show(run, json => BagText.Write(json, file), () => BagText.Sheets(file));
            }

            return ExitCode.Ok;
        });
    }

    private static void Show(Invocation run, Action<Utf8JsonWriter> json, Func<IReadOnlyList<Sheet>> sheets)
    {
        if (run.Printer.Json)
            run.Printer.Object(json);
        else
            run.Printer.Sheets(sheets());
    }

    private static Command Check(CommandRunner runner)
    {
        var path = Bag();
        return LocalFiles.Bind(runner, new Command("check", "Form, checksums, and every index and count; exit code 1 if something is wrong.") { path }, (run, _) =>
        {
            var bag = run.Parsed.GetRequiredValue(path);
            return IsMcap(bag) ? CheckFile(run, bag) : CheckBag(run, bag);
        });
    }

    private static int CheckFile(Invocation run, string path)
    {
        using var stream = System.IO.File.OpenRead(path);
        var problems = Bar.Show(run, "checking", told => McapValidator.Check(stream, progress: told));
        foreach (var problem in problems)
        {
            if (run.Printer.Json)
                run.Printer.Object(json => McapText.Write(json, problem));
            run.Printer.Line($"{(problem.IsError ? "error" : "note")}: {McapText.Line(problem)}", problem.IsError ? Tone.Bad : Tone.Warn);
        }

        return Verdict(run, problems.Any(problem => problem.IsError), "The file is sound.");
    }

    private static int CheckBag(Invocation run, string path)
    {
        var problems = Bar.Show(run, "checking", told => BagValidator.Check(path, progress: told));
        foreach (var problem in problems)
        {
            if (run.Printer.Json)
                run.Printer.Object(json => BagText.Write(json, problem));
            run.Printer.Line($"{(problem.IsError ? "error" : "note")}: {problem.File}: {problem.Text}", problem.IsError ? Tone.Bad : Tone.Warn);
        }

        return Verdict(run, problems.Any(problem => problem.IsError), "The bag is sound.");
    }

    private static int Verdict(Invocation run, bool isWrong, string sound)
    {
        if (isWrong)
            return ExitCode.Refused;
        run.Printer.Line(sound, Tone.Good);
        return ExitCode.Ok;
    }

    private static bool IsMcap(string path)
    {
        if (Directory.Exists(path))
            return false;
        Span<byte> first = stackalloc byte[5];
        using var stream = System.IO.File.OpenRead(path);
        return stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && !first.SequenceEqual("SQLit"u8);
    }

    private static Command Conformance(CommandRunner runner)
    {
        var mode = new Argument<string>("mode") { Description = "streamed or indexed: file to JSON. write: a case's JSON to the file's bytes." };
        mode.AcceptOnlyFromAmong("streamed", "indexed", "write");
        var file = File(description: "An MCAP file; for write a case of the suite.");
        return LocalFiles.Bind(runner, new Command("conformance", "One step of the MCAP conformance suite, on standard output.") { mode, file }, (run, _) =>
        {
            using var stream = System.IO.File.OpenRead(run.Parsed.GetRequiredValue(file));
            using var output = run.Terminal.OutBytes();
            var asked = run.Parsed.GetRequiredValue(mode);
            if (asked == "write")
            {
                try
                {
                    McapConformance.Write(stream, output);
                }
                catch (JsonException exception)
                {
                    throw CommandException.Usage(exception.Message);
                }

                return ExitCode.Ok;
            }

            using var json = new Utf8JsonWriter(output);
            if (asked == "streamed")
                McapConformance.ReadStreamed(stream, json);
            else
                McapConformance.ReadIndexed(stream, json);
            return ExitCode.Ok;
        });
    }
}
