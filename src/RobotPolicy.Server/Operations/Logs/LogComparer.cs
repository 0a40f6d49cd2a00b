using RobotPolicy.Control.Model;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;

namespace RobotPolicy.Server.Operations.Logs;

/// <summary>Replays a recording with its own packages or another one, and keeps both sides. One thread, for one recording.</summary>
/// <param name="options">Opens policies.</param>
/// <param name="find">Folder of a package by its name; <see langword="null"/> where there is none.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class LogComparer(LogOptions options, Func<string, string?> find, LogProgress progress)
{
    private const int MaxDifferences = 5;

    /// <summary>Runs it.</summary>
    /// <param name="log">The recording.</param>
    /// <param name="policy">Folder of the package that is replayed; <see langword="null"/> for the recorded ones.</param>
    /// <param name="bins">Most bins of each curve.</param>
    /// <param name="stop">Gives up.</param>
    public LogTimeline Run(LogFound log, string? policy, int bins, CancellationToken stop)
    {
        using var opened = new LogStream(log.Path, []);
        var (facts, duration) = (opened.Facts, opened.Duration);
        var (robot, isFree) = (facts.Profile.Robot, policy is not null);
        var latency = isFree ? LogLatency.Median(log.Path, stop) : null;
        bins = LogReading.BinsOf(bins, robot.Joints.Count);
        var trace = new ReplayTrace(robot, facts.RateHz, bins) { WidthNs = LogReading.WidthOf((ulong)duration.Ticks * TimeSpan.NanosecondsPerTick, facts.RateHz, bins) };
        using var policies = options.OpenPolicies!(robot, (package, _) => policy ?? find(package), name => progress.Set($"loading {name}", 0));
        using var replayer = new Replayer(Stream(log, facts), policies, new ReplayOptions
        {
            IsFree = isFree,
            Latency = latency,
            Observer = trace,
            Pace = at =>
            {
                progress.Set("replaying", duration > TimeSpan.Zero ? at / duration : 1);
                return !stop.IsCancellationRequested;
            },
        });
        var result = replayer.Run(stop);
        stop.ThrowIfCancellationRequested();
        trace.Finish();
        var problems = result.Problems.Concat(result.InternalErrors).Concat(isFree ? [] : Changed(trace).Concat(Differences(result)));
        return LogTimeline.Of(log, facts, new LogClock(opened.StartTime, facts.OffsetNs), duration, trace, problems, result);
    }

    private static LogStream Stream(LogFound log, LogFacts facts) =>
        new(log.Path, [.. facts.Profile.ObservedTopics]);

    private static IEnumerable<string> Differences(ReplayResult result) => result.Comparison.Differences.Take(MaxDifferences)
        .Select(each => $"{each.Where}: {each.Field} was {each.Recorded}, and is {each.Replayed} now");

    private static IEnumerable<string> Changed(ReplayTrace trace) => trace.Packages.Where(package => package.NameNow.Length > 0 && !package.IsRecorded)
        .Select(package => $"package '{package.Name}' is not as it was recorded, or was recorded on another device: differences are to be expected");
}
