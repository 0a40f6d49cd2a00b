using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Cli.Commands.Rollouts;

/// <summary><c>rollouts</c>: recorded episodes on this machine's disk, which <c>calibrate</c> fits monitors to. No service is asked.</summary>
internal static class RolloutCommands
{
    public static Command Build(CommandRunner runner) => new("rollouts", """
        Recorded episodes for calibrate, as robotpolicy-server --rollouts keeps them. Needs no service; nothing moves.

          robotctl rollouts list ./rollouts
          robotctl rollouts label ./rollouts/20260102T130000-4.rollout.safetensors success
        """)
    {
        List(runner),
        Label(runner),
        ExtractCommand.Build(runner),
    };

    private static Command List(CommandRunner runner)
    {
        var folder = new Argument<string>("dir") { Description = "Folder with *.rollout.safetensors files." };
        return runner.Bind(new Command("list", "Every rollout of a folder: package, outcome, calls, scene.") { folder }, (run, stop) =>
        {
            var path = run.Parsed.GetRequiredValue(folder);
            if (!Directory.Exists(path))
                throw CommandException.Usage($"There is no folder {path}.");
            var files = Directory.GetFiles(path, "*" + RolloutFile.Extension);
            Array.Sort(files, StringComparer.Ordinal);
            var sheet = new Sheet("file", "package", "outcome", "calls", "seed", "perturbation", "bytes") { Empty = "No rollouts." };
            var broken = new List<PackageError>();
            foreach (var file in files)
            {
                stop.ThrowIfCancellationRequested();
                if (RolloutFile.Read(file, broken) is not { } rollout)
                    continue;
                var bytes = new FileInfo(file).Length;
                if (run.Printer.Json)
                    run.Printer.Object(json => Write(json, Path.GetFileName(file), rollout, bytes));
                else
                    Add(sheet, Path.GetFileName(file), rollout, bytes);
            }

            if (!run.Printer.Json)
                run.Printer.Sheets([sheet]);
            foreach (var error in broken)
                run.Printer.Note($"{error}", Tone.Bad);
            return Task.FromResult(broken.Count > 0 ? ExitCode.Refused : ExitCode.Ok);
        });
    }

    private static Command Label(CommandRunner runner)
    {
        var file = new Argument<string>("file") { Description = "A *.rollout.safetensors file." };
        var outcome = new Argument<string>("outcome") { Description = "success, failure or unsure." };
        outcome.AcceptOnlyFromAmong("success", "failure", "unsure");
        return runner.Bind(new Command("label", "Say how an episode came out; the file is replaced in one go.") { file, outcome }, (run, _) =>
        {
            var path = run.Parsed.GetRequiredValue(file);
            if (!File.Exists(path))
                throw CommandException.Usage($"There is no {path}.");
            RolloutFile.TryParseOutcome(run.Parsed.GetRequiredValue(outcome), out var said);
            var errors = new List<PackageError>();
            if (!RolloutFile.Label(path, said, errors))
                throw new CommandException(ExitCode.Refused, string.Join(Environment.NewLine, errors));
            run.Printer.Line($"{path}: {RolloutFile.TextOf(said)}.", Tone.Good);
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static void Add(Sheet sheet, string file, Rollout rollout, long bytes) => sheet.Row(
        file,
        rollout.Info.Package,
        RolloutFile.TextOf(rollout.Info.Outcome) + (rollout.Info.IsInterrupted ? ", interrupted" : ""),
        rollout.Dropped == 0 ? Number(rollout.Count) : $"{Number(rollout.Count)}, {Number(rollout.Dropped)} missing",
        rollout.Info.Seed is { } seed ? Number(seed) : "—",
        rollout.Info.Perturbation ?? "—",
        Number(bytes));

    private static void Write(Utf8JsonWriter json, string file, Rollout rollout, long bytes)
    {
        json.WriteStartObject();
        json.WriteString("file", file);
        json.WriteString("package", rollout.Info.Package);
        json.WriteString("packageHash", rollout.Info.PackageHash);
        json.WriteString("outcome", RolloutFile.TextOf(rollout.Info.Outcome));
        json.WriteBoolean("interrupted", rollout.Info.IsInterrupted);
        json.WriteNumber("calls", rollout.Count);
        json.WriteNumber("missing", rollout.Dropped);
        if (rollout.Info.Seed is { } seed)
            json.WriteNumber("seed", seed);
        if (rollout.Info.Perturbation is { } perturbation)
            json.WriteString("perturbation", perturbation);
        json.WriteNumber("bytes", bytes);
        json.WriteEndObject();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
