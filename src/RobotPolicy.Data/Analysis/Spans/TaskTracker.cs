using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>Makes tasks of the events of a recording. One thread.</summary>
/// <param name="limit">Tasks that are kept; the rest is only counted.</param>
public sealed class TaskTracker(int limit = 100_000)
{
    private readonly Dictionary<string, int> _places = [];
    private readonly List<TaskSpan> _tasks = [];

    /// <summary>Tasks in the order in which they began.</summary>
    public IReadOnlyList<TaskSpan> Tasks => _tasks;

    /// <summary>The task that is under way, or <see langword="null"/>.</summary>
    public TaskSpan? Current => _tasks.Count > 0 && _tasks[^1] is { EndNs: null } task ? task : null;

    /// <summary>Tasks beyond the limit.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Adds an event; only those of tasks count.</summary>
    /// <returns>The task as it stands now; <see langword="null"/> where the event is of something else.</returns>
    public TaskSpan? Add(LoggedEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.Kind != LogEvents.Task)
            return null;
        if (!_places.TryGetValue(item.Subject, out var place))
        {
            if (_tasks.Count == limit)
            {
                LeftOut++;
                return null;
            }

            _places[item.Subject] = place = _tasks.Count;
            _tasks.Add(new TaskSpan(item.Subject, item.TimeNs));
        }

        var data = EventData.Of(item);
        var before = _tasks[place];
        var isOver = data.Text("state") is "ended" or "failed";
        return _tasks[place] = before with
        {
            EndNs = before.EndNs ?? (isOver ? item.TimeNs : null),
            Text = Newer(before.Text, data.Text("text")),
            Policy = Newer(before.Policy, data.Text("policy")),
            StartedBy = Newer(before.StartedBy, data.Text("started_by")),
            State = Newer(before.State, data.Text("state")),
            Cause = Newer(before.Cause, data.Text("cause")),
            Verdict = Newer(before.Verdict, data.Text("verdict")),
            VerdictBy = Newer(before.VerdictBy, data.Text("verdict_by")),
            SucceededNs = before.SucceededNs ?? (data.Text("verdict") == "success" ? item.TimeNs : null),
            Attempt = Math.Max(before.Attempt, data.Number("attempt")),
            IsInterrupted = before.IsInterrupted || data.Number("holds") > 0 || data.Number("takeovers") > 0 || data.Number("attempt") > 1,
        };
    }

    private static string Newer(string before, string now) => now.Length > 0 ? now : before;
}
