using System.CommandLine;
using System.Text.Json;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Cli.Commands.Mcap;

/// <summary><c>mcap</c>: recordings on this machine's disk. No service is asked.</summary>
internal static class McapCommands
{
    public static Command Build(CommandRunner runner) => new("mcap", """
        Recordings (MCAP files) on this machine. Needs no service; nothing moves.

          robotctl mcap info run.mcap
          robotctl mcap check run.mcap
          robotctl mcap cat run.mcap --topic /joint_states
          robotctl mcap recover crashed.mcap whole.mcap
        """)
    {
        Info(runner),
        CatCommand.Build(runner),
        Check(runner),
        RecoverCommand.Build(runner),
        CopyCommands.Filter(runner),
        CopyCommands.Merge(runner),
        Conformance(runner),
    };

    /// <summary>The argument that names a recording.</summary>
    public static Argument<string> File(string name = "file", string description = "An MCAP file.") => new(name) { Description = description };

    /// <summary>Runs a body whose file may be damaged.</summary>
    public static Command Bind(CommandRunner runner, Command command, Func<Invocation, CancellationToken, int> body) => runner.Bind(command, (run, stop) =>
    {
        try
        {
            return Task.FromResult(body(run, stop));
        }
        catch (McapException exception)
        {
            throw new CommandException(ExitCode.Refused, exception.Message);
        }
        catch (DllNotFoundException exception)
        {
            throw new CommandException(ExitCode.Refused, $"A compression library is missing (Debian: liblz4-1, libzstd1): {exception.Message}");
        }
    });

    private static Command Info(CommandRunner runner)
    {
        var file = File();
        return Bind(runner, new Command("info", "What is in a recording: topics, counts, times, attachments.") { file }, (run, _) =>
        {
            using var reader = McapIndexedReader.Open(run.Parsed.GetRequiredValue(file));
            if (run.Printer.Json)
                run.Printer.Object(json => McapText.Write(json, reader));
            else
                run.Printer.Sheets(McapText.Sheets(reader));
            return ExitCode.Ok;
        });
    }

    private static Command Check(CommandRunner runner)
    {
        var file = File();
        return Bind(runner, new Command("check", "Form, checksums, and every index and count; exit code 1 if something is wrong.") { file }, (run, _) =>
        {
            using var stream = System.IO.File.OpenRead(run.Parsed.GetRequiredValue(file));
            var problems = McapValidator.Check(stream);
            foreach (var problem in problems)
            {
                if (run.Printer.Json)
                    run.Printer.Object(json => McapText.Write(json, problem));
                run.Printer.Line($"{(problem.IsError ? "error" : "note")}: {McapText.Line(problem)}", problem.IsError ? Tone.Bad : Tone.Warn);
            }

            if (problems.Any(problem => problem.IsError))
                return ExitCode.Refused;
            run.Printer.Line("The file is sound.", Tone.Good);
            return ExitCode.Ok;
        });
    }

    private static Command Conformance(CommandRunner runner)
    {
        var mode = new Argument<string>("mode") { Description = "streamed or indexed: file to JSON. write: a case's JSON to the file's bytes." };
        mode.AcceptOnlyFromAmong("streamed", "indexed", "write");
        var file = File(description: "An MCAP file; for write a case of the suite.");
        return Bind(runner, new Command("conformance", "One step of the MCAP conformance suite, on standard output.") { mode, file }, (run, _) =>
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
