using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Replay;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary><c>replay</c>: a recording through the live code, offline. No service is asked; nothing moves.</summary>
internal static class ReplayCommand
{
    public static Command Build(CommandRunner runner)
    {
        var log = new Argument<string>("log") { Description = "A recording: a bag's folder or a file." };
        var policies = new Option<string[]>("--policies") { Description = "Folder with packages, looked through before the place that the recording names. Repeatable.", HelpName = "dir" };
        var policy = new Option<string?>("--policy") { Description = "Run another package on what the robot saw, side by side with the recorded one.", HelpName = "dir" };
        var hardware = new Option<string?>("--hardware") { Description = "Another hardware profile of the same robot: other limits, side by side.", HelpName = "file" };
        var executor = new Option<string?>("--executor")
        {
            Description = "Another executor, as x-robotpolicy.executor of a manifest states it, such as {\"type\":\"temporal_ensemble\"}.", HelpName = "json",
        };
        var latency = new Option<double?>("--latency-ms") { Description = "From a request to its chunk, where inferences are not the recorded ones. Default: the recording's median.", HelpName = "ms" };
        var speed = new Option<string>("--speed") { Description = "max, or a multiple of real time such as 1 or 0.25.", HelpName = "n", DefaultValueFactory = _ => "max" };
        var rate = new Option<double>("--rate") { Description = "Ticks a second for a recording that others made.", HelpName = "hz", DefaultValueFactory = _ => 100 };
        var check = new Option<bool>("--check") { Description = "Exit code 1 on any difference: a regression test from a recording." };
        var report = new Option<string?>("--report") { Description = "Write a page with commands, differences, scores, alerts and holds.", HelpName = "file.html" };
        var publish = new PublishOptions();
        var command = new Command("replay", """
            Feed a recording through the service's own code, offline, in the recording's own time. Needs no service; nothing moves.

              robotctl replay runs/2026-11-30T05-40-12Z                      is it the same, bit by bit?
              robotctl replay run --check                                   the same as a test: exit code 1 on any difference
              robotctl replay run --policy packages/new --report new.html   what would another policy have done?
              robotctl replay run --speed 1 --publish                       for RViz and Foxglove, below /replay

            A recording that others made (a bag, an imported dataset) has no ticks: name the robot by --hardware and a policy by --policy.

            Every tick and every inference sees exactly the messages, commands and human frames that it saw when it was recorded. With
            another package, limits or executor the robot still moves as it was recorded, so commands say what would have been
            demanded next, and not where the arm would have gone.
            """)
        {
            log, policies, policy, hardware, executor, latency, speed, rate, check, report,
        };
        publish.AddTo(command);
        return LocalFiles.Bind(runner, command, (run, stop) =>
        {
            var path = run.Parsed.GetRequiredValue(log);
            if (!File.Exists(path) && !Directory.Exists(path))
                throw CommandException.Usage($"There is no recording {path}.");
            return Run(run, path, new Wanted(
                run.Parsed.GetValue(policies) ?? [],
                run.Parsed.GetValue(policy),
                run.Parsed.GetValue(hardware),
                run.Parsed.GetValue(executor),
                run.Parsed.GetValue(latency) is { } ms ? Latency(ms) : null,
                Speed(run.Parsed.GetValue(speed)!),
                run.Parsed.GetValue(rate) is >= 10 and <= 1000 and var hz ? hz : throw CommandException.Usage("--rate: expected 10…1000 Hz."),
                run.Parsed.GetValue(check),
                run.Parsed.GetValue(report)), publish, stop);
        });
    }

    private static int Run(Invocation run, string path, Wanted wanted, PublishOptions publish, CancellationToken stop)
    {
        if (wanted.Policy is { } folder && !Directory.Exists(folder))
            throw CommandException.Usage($"--policy: there is no folder {folder}.");
        using var facts = LogOpener.Open(path, wanted.Hardware, wanted.RateHz, []);
        var isForeign = facts is ForeignStream;
        if (isForeign && wanted.Policy is null)
            throw CommandException.Usage("This recording was made by others: name the policy that is to be run on it by --policy.");
        var isFree = isForeign || wanted.IsFree;
        var profile = wanted.Hardware is { } file ? LogOpener.ReadProfile(file) : facts.Facts.Profile;
        var recorded = facts.Facts.Profile.Robot;
        if ((profile.Robot.Joints.Count, profile.Robot.Cameras.Count) != (recorded.Joints.Count, recorded.Cameras.Count))
        {
            throw CommandException.Usage(
                $"--hardware: {profile.Robot.Joints.Count} joints and {profile.Robot.Cameras.Count} cameras, but the recorded robot has {recorded.Joints.Count} and {recorded.Cameras.Count}.");
        }

        using var policies = PackageFolders.Open(profile.Robot, wanted.Policies, wanted.Policy, wanted.Executor);
        using var publisher = publish.Open(run.Parsed, facts);
        var trace = wanted.Report is null ? null : new ReplayTrace(profile.Robot, facts.Facts.RateHz);
        using var bar = new ProgressLine(run);
        var began = Stopwatch.GetTimestamp();
        var options = new ReplayOptions
        {
            IsFree = isFree,
            Profile = wanted.Hardware is null ? null : profile,
            Latency = wanted.Latency ?? (isFree && !isForeign ? LogLatency.Median(path, stop) : null),
            Observer = ReplayObservers.Of(trace, publisher),
            Pace = at =>
            {
                bar.Show(at, facts.Duration);
                if (wanted.Speed is { } speed && (at / speed) - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } early)
                    stop.WaitHandle.WaitOne(early);
                return !stop.IsCancellationRequested;
            },
        };
        using var replayer = new Replayer(
            LogOpener.Open(path, wanted.Hardware, wanted.RateHz, publisher is null ? [.. profile.ObservedTopics] : null),
            policies,
            options);
        var result = replayer.Run(stop);
        bar.Dispose();
        stop.ThrowIfCancellationRequested();
        if (wanted.Report is { } page)
        {
            File.WriteAllText(page, ReplayPage.Write(path, facts.Facts, result, trace!, wanted.Changes));
            run.Printer.Line($"The page is {page}.", Tone.Good);
        }

        if (run.Printer.Json)
            run.Printer.Object(json => ReplayText.Write(json, result, isFree));
        else
            ReplayText.Tell(run.Printer, result, isFree);
        if (result.Problems.Count > 0 || result.InternalErrors.Count > 0 || result.Comparison.TickCount == 0)
            return ExitCode.Refused;
        return wanted.Check && !result.IsExact ? ExitCode.Refused : ExitCode.Ok;
    }

    private static TimeSpan Latency(double milliseconds) => milliseconds is >= 0 and <= 10_000
        ? TimeSpan.FromMilliseconds(milliseconds)
        : throw CommandException.Usage("--latency-ms: expected 0…10000.");

    private static double? Speed(string text) => text == "max" ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is > 0 and <= 1000 ? speed
        : throw CommandException.Usage($"--speed: expected max, or more than 0 and at most 1000, actual '{text}'.");

    private sealed record Wanted(
        IReadOnlyList<string> Policies, string? Policy, string? Hardware, string? Executor, TimeSpan? Latency, double? Speed, double RateHz, bool Check, string? Report)
    {
        /// <summary>Whether anything is not as it was, so that inferences cannot be the recorded ones.</summary>
        public bool IsFree => Policy is not null || Hardware is not null || Executor is not null || Latency is not null;

        /// <summary>What is not as it was, in words; empty where everything is.</summary>
        public IReadOnlyList<string> Changes =>
        [
            .. Policy is null ? (string[])[] : [$"policy {Policy}"],
            .. Hardware is null ? (string[])[] : [$"hardware profile {Hardware}"],
            .. Executor is null ? (string[])[] : [$"executor {Executor}"],
            .. Latency is { } latency ? [string.Create(CultureInfo.InvariantCulture, $"latency {latency.TotalMilliseconds} ms")] : (string[])[],
        ];
    }
}
