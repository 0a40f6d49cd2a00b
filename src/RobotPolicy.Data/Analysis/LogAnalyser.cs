using RobotPolicy.Data.Analysis.Measures;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Analysis;

/// <summary>
/// Analyses recordings of the service: once through all of them, and once more through their inferences where like moments are sought. What
/// is kept does not grow with their length beyond stated limits.
/// </summary>
public static class LogAnalyser
{
    private const int MaxSearches = 200;
    private const double AroundSeconds = 3;
    private const int MaxWindows = 3;
    private const int MaxOwnStates = 500;

    /// <summary>Analyses recordings.</summary>
    /// <param name="paths">Bags and bare files; at least one.</param>
    /// <param name="options">What is asked.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="BagException">A recording is damaged, or none of this service.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static LogAnalysis Run(IReadOnlyList<string> paths, AnalysisOptions options, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(paths.Count);
        AnalysisState? all = null;
        var names = Names(paths);
        for (var i = 0; i < paths.Count; i++)
        {
            using var log = new LogStream(paths[i], []);
            all ??= new AnalysisState(log.Facts.Profile.Robot);
            if (log.Facts.Profile.Robot.Joints.Count != all.Ranges.Length)
            {
                all.Problems.Add($"{paths[i]} is left out: it is of a robot with {log.Facts.Profile.Robot.Joints.Count} joints, not {all.Ranges.Length}");
                continue;
            }

            new LogPass(all, log, names[i], paths[i], options).Run(stop);
        }

        var similar = Search(all!, paths, names, options, stop);
        return Result(all!, similar);
    }

    /// <summary>The last parts of the paths; the whole paths where those are not different.</summary>
    private static string[] Names(IReadOnlyList<string> paths)
    {
        var names = paths.Select(path => Path.GetFileName(Path.TrimEndingDirectorySeparator(path))).ToArray();
        return names.Distinct().Count() == names.Length ? names : [.. paths];
    }

    private static IReadOnlyList<SimilarMoment>? Search(
        AnalysisState all, IReadOnlyList<string> paths, string[] names, AnalysisOptions options, CancellationToken stop)
    {
        var before = all.Takeovers.Select((takeover, i) => (takeover, i)).Where(each => all.BeforeTakeovers[each.i].Embedding.Length > 0).Take(MaxSearches)
            .ToDictionary(each => each.i, each => new SimilarSearch(each.takeover.Log, all.BeforeTakeovers[each.i].Seconds, all.BeforeTakeovers[each.i].Embedding, options.SimilarCount));
        var wanted = all.SimilarQuery is { } query ? new SimilarSearch(query.Log, query.Seconds, query.Embedding, options.SimilarCount) : null;
        var searches = wanted is null ? before.Values.ToList() : [.. before.Values, wanted];
        for (var i = 0; i < paths.Count && searches.Count > 0; i++)
            Offer(all, paths[i], names[i], searches, options, stop);
        foreach (var (i, search) in before)
            all.Takeovers[i] = all.Takeovers[i] with { Similar = search.Found };
        return wanted?.Found;
    }

    private static void Offer(AnalysisState all, string path, string name, List<SimilarSearch> searches, AnalysisOptions options, CancellationToken stop)
    {
        var episodes = all.Episodes.Where(each => each.Log == name).ToList();
        var firstNs = long.MinValue;
        using var log = new LogStream(path, []);
        var told = 0.0;
        while (log.TryTakeTick(out var tick, 0))
        {
            stop.ThrowIfCancellationRequested();
            firstNs = firstNs == long.MinValue ? tick.Record.TimeNs : firstNs;
            var share = log.Duration > TimeSpan.Zero ? (tick.Record.TimeNs - firstNs) / 1e9 / log.Duration.TotalSeconds : 1;
            if (share - told >= 0.01)
                options.Progress?.Invoke($"{name}, like moments", told = share);
            log.Events.Clear();
            while (log.Inferences.TryDequeue(out var inference))
            {
                if (inference.Embedding.Length == 0)
                    continue;
                var seconds = (inference.ObservedNs - firstNs) / 1e9;
                var task = episodes.LastOrDefault(each => each.StartSeconds <= seconds && seconds <= each.StartSeconds + each.Seconds);
                foreach (var search in searches)
                    search.Offer(name, task?.Task ?? "", seconds, task is null ? double.NaN : seconds - task.StartSeconds, inference.Embedding);
            }
        }
    }

    private static LogAnalysis Result(AnalysisState all, IReadOnlyList<SimilarMoment>? similar)
    {
        var isSpread = all.PolicySpreads.Items.Count > 0 && all.Steps.Any(step => double.IsFinite(step.Novelty));
        var steps = isSpread ? all.Steps : Distances(all);
        var compatibility = new Compatibility
        {
            Lambda = Compatibility.Quantile(all.Disagreements.Items, Compatibility.Share),
            Eta = Compatibility.Quantile(isSpread ? all.PolicySpreads.Items : OwnDistances(all), Compatibility.Share),
        };
        foreach (var group in steps.GroupBy(step => step.Takeover))
        {
            var known = group.Select(step => (Step: step, Value: compatibility.Of(step))).Where(each => double.IsFinite(each.Value)).ToList();
            if (known.Count > 0)
                all.Takeovers[group.Key] = all.Takeovers[group.Key] with
                {
                    Compatibility = known.Average(each => each.Value),
                    Contradiction = known.Average(each => compatibility.Contradicts(each.Step) ? 1.0 : 0.0),
                };
        }

        return new LogAnalysis
        {
            Logs = all.Logs,
            Robot = all.Robot,
            Episodes = all.Episodes,
            Takeovers = all.Takeovers,
            Segments = all.Segments,
            Divergence = all.Divergence,
            PolicyDiversity = TransitionDiversity.Of(all.PolicyTransitions.Items, all.Ranges),
            HumanDiversity = TransitionDiversity.Of(all.HumanTransitions.Items, all.Ranges),
            PolicyCoverage = all.PolicyCoverage,
            HumanCoverage = all.HumanCoverage,
            Compatibility = compatibility,
            NoveltyIsSpread = isSpread,
            WorstWindows = Windows(all, steps, compatibility),
            Latencies = all.Latencies,
            Similar = similar,
            Problems = all.Problems,
        };
    }

    /// <summary>The steps with the distance to the nearest state of the policy, in other episodes where there are some, as their novelty.</summary>
    private static List<InterventionStep> Distances(AnalysisState all) =>
        [.. all.Steps.Select((step, i) => step with { Novelty = Distance(all, all.StepStates[i].Episode, all.StepStates[i].State) })];

    private static IEnumerable<double> OwnDistances(AnalysisState all)
    {
        var own = all.PolicyTransitions.Items;
        for (var i = 0; i < own.Count; i += Math.Max(1, own.Count / MaxOwnStates))
            yield return Distance(all, own[i].Episode, own[i].State);
    }

    private static double Distance(AnalysisState all, int episode, double[] state)
    {
        var least = double.NaN;
        foreach (var other in all.PolicyTransitions.Items)
            if (other.Episode != episode && Neighbours.Distance(other.State, state, all.Ranges) is var distance && !(distance >= least))
                least = distance;
        return least;
    }

    private static List<ContradictingWindow> Windows(AnalysisState all, List<InterventionStep> steps, Compatibility compatibility)
    {
        var windows = new List<ContradictingWindow>();
        foreach (var step in steps.Where(step => compatibility.Contradicts(step)).OrderByDescending(step => step.Error))
        {
            var takeover = all.Takeovers[step.Takeover];
            if (windows.Exists(each => each.Log == takeover.Log && step.Seconds >= each.StartSeconds && step.Seconds <= each.EndSeconds))
                continue;
            windows.Add(new ContradictingWindow(takeover.Log, takeover.Task, Math.Max(0, step.Seconds - AroundSeconds), step.Seconds + AroundSeconds, step.Error));
            if (windows.Count == MaxWindows)
                break;
        }

        return windows;
    }
}
