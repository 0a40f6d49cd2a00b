using System.CommandLine;
using RobotPolicy.Cli.Commands.Replay;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Replay;

namespace RobotPolicy.Cli.Commands.Rollouts;

/// <summary><c>rollouts extract</c>: rollouts for calibration out of recordings, by running a policy on what the robot saw.</summary>
internal static class ExtractCommand
{
    public static Command Build(CommandRunner runner)
    {
        var logs = new Argument<string[]>("logs") { Description = "Recordings: bags' folders or files.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--to") { Description = "Existing folder that receives the rollouts.", HelpName = "dir", Required = true };
        var policy = new Option<string?>("--policy") { Description = "Package that is run; the recorded one unless told.", HelpName = "dir" };
        var policies = new Option<string[]>("--policies") { Description = "Folders with packages, looked through before the place that the recording names. Repeatable.", HelpName = "dir" };
        var hardware = new Option<string?>("--hardware") { Description = "Hardware profile, for recordings that others made.", HelpName = "file" };
        var rate = new Option<double>("--rate") { Description = "Ticks a second, for recordings that others made.", HelpName = "hz", DefaultValueFactory = _ => 100 };
        var command = new Command("extract", """
            Rollouts for calibrate out of recordings: every task of a recording gives one. Needs no service; nothing moves.

              robotctl rollouts extract runs/* --to rollouts
              robotctl rollouts extract demos.mcap --hardware robot.yaml --policy packages/pick --to rollouts

            With the recorded package the calls are the recorded ones, bit by bit. With another one, or on demonstrations, they are what
            that policy says to what the robot saw, while somebody else moved it: their scores are not those of its own runs.
            """)
        {
            logs, to, policy, policies, hardware, rate,
        };
        return LocalFiles.Bind(runner, command, (run, stop) =>
        {
            var folder = run.Parsed.GetRequiredValue(to);
            if (!Directory.Exists(folder))
                throw CommandException.Usage($"There is no folder {folder}.");
            var written = 0;
            foreach (var log in run.Parsed.GetRequiredValue(logs))
                written += Extract(run, log, folder, run.Parsed.GetValue(policy), run.Parsed.GetValue(policies) ?? [], run.Parsed.GetValue(hardware), run.Parsed.GetValue(rate), stop);
            run.Printer.Line($"{written} rollouts are in {folder}.", written > 0 ? Tone.Good : Tone.Warn);
            return written > 0 ? ExitCode.Ok : ExitCode.Refused;
        });
    }

    private static int Extract(
        Invocation run, string log, string folder, string? policy, IReadOnlyList<string> policies, string? hardware, double rateHz, CancellationToken stop)
    {
        using var facts = LogOpener.Open(log, hardware, rateHz, []);
        var profile = facts.Facts.Profile;
        using var packages = PackageFolders.Open(profile.Robot, policies, policy, keepsCalls: true);
        using var bar = new ProgressLine(run);
        var tap = new RolloutTap(packages, folder, LogLabels.Read(log));
        using var replayer = new Replayer(
            LogOpener.Open(log, hardware, rateHz, [.. profile.ObservedTopics]),
            packages,
            new ReplayOptions { IsFree = policy is not null, Observer = tap, Pace = at => Show(bar, at, facts.Duration, stop) });
        var result = replayer.Run(stop);
        bar.Dispose();
        stop.ThrowIfCancellationRequested();
        tap.Finish();
        foreach (var problem in result.Problems.Concat(result.InternalErrors))
            run.Printer.Note($"{log}: {problem}", Tone.Bad);
        foreach (var file in tap.Written)
            run.Printer.Note(file);
        return tap.Written.Count;
    }

    private static bool Show(ProgressLine bar, TimeSpan at, TimeSpan of, CancellationToken stop)
    {
        bar.Show(at, of);
        return !stop.IsCancellationRequested;
    }
}
