using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Datasets.Recordings;

/// <summary>Finds the tasks of a recording by its events, before anything else is read.</summary>
public static class EpisodeIndex
{
    /// <summary>The tasks in the order in which they began.</summary>
    /// <param name="path">A recording.</param>
    /// <param name="facts">What stands at its beginning.</param>
    /// <param name="outcomeOf">What somebody said later about a task; <see langword="null"/> where nobody did.</param>
    /// <exception cref="BagException">It is damaged, or no recording of this service.</exception>
    public static IReadOnlyList<RecordedEpisode> Read(string path, out LogFacts facts, Func<string, EpisodeOutcome?>? outcomeOf = null)
    {
        using var bag = BagReader.Open(path);
        facts = LogFacts.Read(bag.Files[0]);
        var tasks = new TaskTracker();
        foreach (var (_, item) in TaskLog.Events(bag, facts))
            tasks.Add(item);
        var endNs = StampClock.Add((long)Math.Min(bag.EndTime ?? 0, long.MaxValue), facts.OffsetNs);
        return [.. tasks.Tasks.Select(task => new RecordedEpisode(
            task.Id, task.Text, task.Policy, task.StartNs, task.EndNs ?? endNs, outcomeOf?.Invoke(task.Id) ?? OutcomeOf(task)))];
    }

    private static EpisodeOutcome OutcomeOf(TaskSpan task) => task.Outcome switch
    {
        "success" => EpisodeOutcome.Success,
        "failure" => EpisodeOutcome.Failure,
        _ => EpisodeOutcome.Unsure,
    };
}
