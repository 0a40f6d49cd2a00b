using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Analysis;

/// <summary>A recording at a glance: its tasks, labels and events, without its ticks; immutable.</summary>
public sealed record LogOverview
{
    private const int MaxEvents = 10_000;

    /// <summary>Where it is.</summary>
    public required string Path { get; init; }

    /// <summary>Time of day of its first message; <see langword="null"/> without messages.</summary>
    public required DateTimeOffset? Start { get; init; }

    /// <summary>From its first to its last message.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Bytes of its files.</summary>
    public required long Bytes { get; init; }

    /// <summary>Its tasks.</summary>
    public required IReadOnlyList<TaskSpan> Tasks { get; init; }

    /// <summary>What was said about them afterwards.</summary>
    public required LogLabels Labels { get; init; }

    /// <summary>What happened beside the ticks, with its time since the first message, seconds; empty unless asked for.</summary>
    public IReadOnlyList<(double Seconds, LoggedEvent Item)> Events { get; init; } = [];

    /// <summary>Events beyond those that are kept.</summary>
    public long EventsLeftOut { get; init; }

    /// <summary>What became of a task: its label, else its outcome at run time; empty where nobody can tell.</summary>
    public string OutcomeOf(TaskSpan task) => Labels.OutcomeOf(task.Id) ?? task.Outcome;

    /// <summary>
    /// Says what became of one of its tasks. The recording stays as it is: a label is added beside it, and the newest one counts.
    /// </summary>
    /// <param name="taskId">Id of the task.</param>
    /// <param name="outcome">One of <see cref="LogLabels.Outcomes"/>.</param>
    /// <param name="comment">A remark; empty for none.</param>
    /// <param name="now">Time of day.</param>
    /// <returns>The label; <see langword="null"/> where the recording has no such task, and nothing was written.</returns>
    /// <exception cref="ArgumentException">That is no outcome.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public LogLabel? Label(string taskId, string outcome, string comment, DateTimeOffset now)
    {
        if (Tasks.All(task => task.Id != taskId))
            return null;
        var label = new LogLabel(taskId, outcome, comment, now);
        LogLabels.Append(Path, label);
        return label;
    }

    /// <summary>Reads one.</summary>
    /// <param name="path">A bag's folder or an MCAP file.</param>
    /// <param name="withEvents">Whether its events are kept.</param>
    /// <exception cref="BagException">It is damaged, or no recording of this service.</exception>
    public static LogOverview Read(string path, bool withEvents = false)
    {
        using var bag = BagReader.Open(path);
        var facts = LogFacts.Read(bag.Files[0]);
        var tasks = new TaskTracker();
        var events = new List<(double, LoggedEvent)>();
        var leftOut = 0L;
        foreach (var (logTime, item) in TaskLog.Events(bag, facts))
        {
            tasks.Add(item);
            if (withEvents && events.Count < MaxEvents)
                events.Add((((long)logTime - (long)(bag.StartTime ?? logTime)) / 1e9, item));
            else if (withEvents)
                leftOut++;
        }

        return new LogOverview
        {
            Path = path,
            Start = bag.StartTime is { } start ? DateTimeOffset.UnixEpoch.AddTicks((long)(Math.Min(start, long.MaxValue) / 100)) : null,
            Duration = TimeSpan.FromTicks((long)((bag.EndTime - bag.StartTime ?? 0) / 100)),
            Bytes = bag.Files.Sum(file => new FileInfo(file).Length),
            Tasks = tasks.Tasks,
            Labels = LogLabels.Read(path),
            Events = events,
            EventsLeftOut = leftOut,
        };
    }
}
