using System.CommandLine;
using System.Globalization;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Failure.Calibration;
using RobotPolicy.Inference.Failure.Training;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Cli.Commands.Calibration;

/// <summary><c>calibrate</c>: from successful rollouts to a package whose monitor can tell. No service is asked; nothing moves.</summary>
internal static class CalibrateCommand
{
    private const int MaxLayers = 8;
    private const int MaxWidth = 8192;

    private static readonly Dictionary<string, ThresholdMethod> Methods = new()
    {
        ["tvt_cp_band"] = ThresholdMethod.BandConformal,
        ["tvt_quantile"] = ThresholdMethod.TimeVaryingQuantile,
        ["constant"] = ThresholdMethod.ConstantConformal,
        ["fiper_repro"] = ThresholdMethod.BandFiper,
    };

    public static Command Build(CommandRunner runner)
    {
        var package = new Argument<string>("package") { Description = "Folder of the package; its manifest and failure/ are written." };
        var rollouts = new Option<string>("--rollouts") { Description = "Folder with *.rollout.safetensors files.", HelpName = "dir", Required = true };
        var delta = new Option<double>("--delta")
        {
            Description = "Share of successful rollouts that may raise a false alarm.", HelpName = "share", DefaultValueFactory = _ => CalibrationRequest.DefaultDelta,
        };
        var method = new Option<string>("--method")
        {
            Description = "tvt_cp_band: a threshold by call, with a guarantee. constant: one threshold, with a guarantee; for tasks of several "
                + "orders or lengths. tvt_quantile: by call, no guarantee, needs fewer rollouts. fiper_repro: as FIPER's released code, for comparisons.",
            HelpName = "name",
            DefaultValueFactory = _ => "tvt_cp_band",
        };
        method.AcceptOnlyFromAmong([.. Methods.Keys]);
        var windows = new Option<string[]>("--window") { Description = "Calls that a score is summed over, as rnd_oe=3; 0 for the whole epoch. Repeatable.", HelpName = "name=calls" };
        var seed = new Option<int>("--seed") { Description = "Seed of the division of rollouts and of training.", HelpName = "number" };
        var widths = new Option<string>("--widths")
        {
            Description = "Widths of the layers of networks that are trained. Published: 1024,2048,4096, which takes hours.",
            HelpName = "list",
            DefaultValueFactory = _ => string.Join(',', new TrainingOptions().Widths),
        };
        var rate = new Option<double?>("--rate") { Description = "Actions per second if the package does not say it, as the service's --policy-rate.", HelpName = "hz" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Compute everything, write nothing into the package." };
        var report = new Option<string?>("--report") { Description = "Write a page with every score's curves and thresholds.", HelpName = "file.html" };
        var command = new Command("calibrate", """
            Fit a package's failure monitor to successful rollouts. Needs no service; nothing moves.

              robotctl calibrate ./packages/pick --rollouts ./rollouts --report pick.html
              robotctl calibrate ./packages/pick --rollouts ./rollouts --delta 0.05 --window ace=5 --dry-run

            Only rollouts that succeeded, in one go, with this very policy count; the others are named with the reason. A third of them
            fits the scores (networks, clusters, ranges), the rest sets the thresholds: a score is lower on what it was fitted to. The
            band divides its rest once more, so that δ = 0.1 needs 26 successful rollouts, δ = 0.05 56.
            A manifest without scores gets rnd_oe (window 3) and ace (window 5).

            The guarantee: of successful rollouts like these, at most a share δ raises a false alarm, on average over calibrations. It
            says nothing about how many failures are found, and nothing once task, policy, sampler or rate change.
            """)
        {
            package, rollouts, delta, method, windows, seed, widths, rate, dryRun, report,
        };
        return runner.Bind(command, (run, stop) =>
        {
            var folder = run.Parsed.GetRequiredValue(package);
            if (!Directory.Exists(folder))
                throw CommandException.Usage($"There is no folder {folder}.");
            if (run.Parsed.GetValue(rate) is not (null or (>= 1 and <= 1000)))
                throw CommandException.Usage("--rate: expected 1…1000 actions per second.");
            var request = new CalibrationRequest
            {
                Package = folder,
                Rollouts = run.Parsed.GetRequiredValue(rollouts),
                Delta = run.Parsed.GetValue(delta),
                Method = Methods[run.Parsed.GetRequiredValue(method)],
                Windows = Windows(run.Parsed.GetValue(windows) ?? []),
                Seed = run.Parsed.GetValue(seed),
                DryRun = run.Parsed.GetValue(dryRun),
                Training = new TrainingOptions { Widths = Widths(run.Parsed.GetRequiredValue(widths)) },
                Loader = new PolicyLoaderOptions
                {
                    ActionInterval = run.Parsed.GetValue(rate) is { } hz ? TimeSpan.FromSeconds(1 / hz) : null,
                    TimeProvider = run.Terminal.Time,
                },
            };
            return Task.FromResult(Run(run, request, run.Parsed.GetValue(report), stop));
        });
    }

    private static int Run(Invocation run, CalibrationRequest request, string? report, CancellationToken stop)
    {
        var errors = new List<PackageError>();
        var result = CalibrationBar.Show(run, progress => Calibrator.Run(request, errors, progress, stop));
        foreach (var error in errors)
            run.Printer.Note(error.Field == "$" ? $"Expected {error.Expected}; there is {error.Actual}." : $"{error}", Tone.Bad);
        if (result is null)
            return ExitCode.Refused;
        if (report is not null)
            File.WriteAllText(report, CalibrationPage.Write(result));
        if (run.Printer.Json)
            run.Printer.Object(json => CalibrationText.Write(json, result));
        else
            Tell(run.Printer, result, request, report);
        return ExitCode.Ok;
    }

    private static void Tell(Printer printer, CalibrationResult result, CalibrationRequest request, string? report)
    {
        foreach (var (file, reason) in result.LeftOut)
            printer.Line($"Left out {file}: {reason}.", Tone.Dim);
        printer.Sheets([CalibrationText.Table(result)]);
        printer.Line(CalibrationText.Numbers(result));
        printer.Line(CalibrationText.Guarantee(result), result.IsCertified ? Tone.Good : Tone.Warn);
        if (report is not null)
            printer.Line($"{report} shows every curve.");
        printer.Line(request.DryRun ? "Nothing was written (--dry-run)." : $"Written into {request.Package}: {string.Join(", ", result.Written)}.");
    }

    private static int[] Widths(string text)
    {
        var widths = new List<int>();
        foreach (var part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var width) || width is < 1 or > MaxWidth || widths.Count == MaxLayers)
                throw CommandException.Usage($"--widths {text}: expected 1 to {MaxLayers} numbers from 1 to {MaxWidth}, as 128,256,512.");
            widths.Add(width);
        }

        return [.. widths];
    }

    private static Dictionary<string, int> Windows(string[] texts)
    {
        var windows = new Dictionary<string, int>();
        foreach (var text in texts)
        {
            var parts = text.Split('=');
            if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var calls) || !windows.TryAdd(parts[0], calls))
                throw CommandException.Usage($"--window {text}: expected a score and its calls once, as rnd_oe=3.");
        }

        return windows;
    }
}
