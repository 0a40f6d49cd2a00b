using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Reports;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary>
/// Packages on this machine's disk, looked at without a service. Apart from the other commands, so that ONNX Runtime is loaded only
/// where it is needed.
/// </summary>
internal static class FolderCommand
{
    /// <summary>Hardware profile that a package is compared with.</summary>
    public static Option<string?> Robot() => new("--robot")
    {
        Description = "Hardware profile (YAML) that the package has to fit; for packages on this disk.",
        HelpName = "file",
    };

    /// <summary>Rate of packages that do not state it.</summary>
    public static Option<double?> Rate() => new("--rate")
    {
        Description = "Actions per second if the package does not say it, as the service's --policy-rate; for packages on this disk.",
        HelpName = "hz",
    };

    /// <summary>Whether an argument means a place on this disk rather than a name on the service's.</summary>
    public static bool IsPath(string argument) => argument.Contains('/') || argument is "." or ".." || argument.EndsWith(".onnx", StringComparison.Ordinal);

    /// <summary>Shows a package, or only what is wrong with it.</summary>
    public static int Run(Invocation run, string path, string? robotFile, double? rate, bool problemsOnly)
    {
        var interval = Interval(rate);
        if (!Directory.Exists(path) && !File.Exists(path))
            throw CommandException.Usage($"There is no {path}.");
        var robot = ReadRobot(robotFile);
        var report = Spinner.Show(run, "reading graphs and statistics", () => PackageReporter.Of(path, robot, new PolicyLoaderOptions
        {
            ActionInterval = interval,
            TimeProvider = run.Terminal.Time,
        }));
        if (run.Printer.Json)
            run.Printer.Object(json => FolderText.Write(json, report));
        else if (!problemsOnly)
            run.Printer.Sheets(FolderText.Sheets(report));
        foreach (var problem in report.Problems)
            run.Printer.Line($"{problem}", Tone.Bad);
        if (report.Problems.Count > 0)
            return ExitCode.Refused;
        if (problemsOnly)
            run.Printer.Line($"{path} is valid.", Tone.Good);
        return ExitCode.Ok;
    }

    /// <summary>Time from one action to the next at a rate; <see langword="null"/> for none.</summary>
    public static TimeSpan? Interval(double? rate) => rate switch
    {
        null => null,
        >= 1 and <= 1000 => TimeSpan.FromSeconds(1 / rate.Value),
        _ => throw CommandException.Usage("--rate: expected 1…1000 actions per second."),
    };

    /// <summary>The robot of a hardware profile; <see langword="null"/> where none is named.</summary>
    public static RobotDescription? ReadRobot(string? file)
    {
        if (file is null)
            return null;
        var errors = new List<string>();
        return HardwareProfileLoader.Load(file, errors)?.Robot
            ?? throw new CommandException(ExitCode.Refused, string.Join(Environment.NewLine, errors));
    }
}
