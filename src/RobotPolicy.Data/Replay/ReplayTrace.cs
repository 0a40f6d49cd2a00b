using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Analysis.Measures;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Replay;

/// <summary>
/// Keeps what is shown of a recording, and of its replay beside it, in memory that does not grow with the length of the log: curves in as
/// many bins as fit on a screen, with least and greatest, and lists up to a limit that count the rest. One thread.
/// </summary>
/// <param name="robot">The robot as it is replayed.</param>
/// <param name="rateHz">Ticks a second.</param>
/// <param name="bins">Most bins of each curve.</param>
public sealed class ReplayTrace(RobotDescription robot, double rateHz, int bins = 1600) : IReplayObserver
{
    private const int MaxTasks = 2000;
    private const int MaxMarks = 2000;
    private const int MaxPackages = 500;

    private readonly ReplayMarks _marks = new(MaxMarks);
    private readonly List<ReplayPackage> _packages = [];
    private readonly List<string> _equipped = [];
    private readonly Dictionary<string, EpisodeCount> _counts = [];
    private EpisodeCount? _current;
    private (string By, long TimeNs) _operator = ("", long.MinValue);
    private long _takeovers;
    private Phase _before;
    private long _lastNs;

    /// <summary>The robot as it is replayed, with the limits in use.</summary>
    public RobotDescription Robot { get; } = robot;

    /// <summary>The recording's side; <see langword="null"/> before the first tick.</summary>
    public ReplaySide? Recorded { get; private set; }

    /// <summary>The replay's side; <see langword="null"/> before its first tick, and where nothing is replayed.</summary>
    public ReplaySide? Replayed { get; private set; }

    /// <summary>Replayed minus recorded command of each joint, rad or m.</summary>
    public IReadOnlyList<MinMaxSeries> Differences { get; private set; } = [];

    /// <summary>First tick, on the recording's monotonic clock.</summary>
    public long StartNs { get; private set; }

    /// <summary>Last tick, likewise.</summary>
    public long EndNs { get; private set; }

    /// <summary>Width of a bin at first, in nanoseconds; one control period unless told.</summary>
    public long WidthNs { get; init; } = Math.Max(1, (long)(NanosecondsPerSecond / rateHz));

    /// <summary>Tasks of the recording.</summary>
    public TaskTracker Tasks { get; } = new(MaxTasks);

    /// <summary>Alerts of the recording, takeovers, drops and other events, in the order of time.</summary>
    public IReadOnlyList<ReplayMark> Marks => _marks.Items;

    /// <summary>Marks that were not kept.</summary>
    public int MarksLeftOut => _marks.LeftOut;

    /// <summary>Policies that the loop was given, first and last of each kind.</summary>
    public IReadOnlyList<ReplayPackage> Packages => _packages;

    /// <summary>Packages that the recorded loop was given, each once, in the order in which it was.</summary>
    public IReadOnlyList<string> Equipped => _equipped;

    /// <summary>From request to the end of the inference as it was recorded, seconds.</summary>
    public Distribution RecordedLatency { get; } = new();

    /// <summary>Time that each replayed inference took on this machine, seconds.</summary>
    public Distribution Computing { get; } = new();

    /// <summary>Takeovers, holds and stops, and alarms of a task, as the analysis of recordings counts them; none of a task that is not kept.</summary>
    public (int Takeovers, int Holds, int Alarms) CountsOf(string taskId) =>
        _counts.TryGetValue(taskId, out var count) ? (count.Takeovers, count.Holds, count.Alarms) : default;

    /// <inheritdoc/>
    public void OnTick(LoggedTick recorded, in TickRecord replayed)
    {
        OnRecorded(recorded);
        ref readonly var was = ref recorded.Record;
        var timeNs = was.TimeNs;
        if (Replayed is null)
        {
            Replayed = new ReplaySide(Robot.Joints.Count, timeNs, WidthNs, bins, measures: false);
            Differences = [.. Robot.Joints.Select(_ => new MinMaxSeries(timeNs, WidthNs, bins))];
        }

        Replayed.Add(replayed, timeNs);
        if (was.Source != CommandSource.None && replayed.Source != CommandSource.None)
            for (var joint = 0; joint < Math.Min(Differences.Count, Math.Min(was.Command.Length, replayed.Command.Length)); joint++)
                Differences[joint].Add(timeNs, replayed.Command[joint] - was.Command[joint]);
    }

    /// <summary>A tick of a recording that is read and not replayed.</summary>
    public void OnRecorded(LoggedTick recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ref readonly var was = ref recorded.Record;
        var timeNs = was.TimeNs;
        if (Recorded is null)
        {
            (StartNs, _lastNs) = (timeNs, timeNs);
            Recorded = new ReplaySide(Robot.Joints.Count, timeNs, WidthNs, bins, measures: true);
        }

        EndNs = timeNs;
        Recorded.Add(was, timeNs);
        var phase = Phases.Of(was);
        if (phase == Phase.Human && _before != Phase.Human)
            TakeOver(timeNs, recorded);
        else if (phase != Phase.Human && _before == Phase.Human)
            _marks.Change(ReplayMarkKind.Takeover, TakeoverKey, mark => mark with { EndNs = timeNs });
        _current?.Add(was, phase, _before, Math.Clamp((timeNs - _lastNs) / NanosecondsPerSecond, 0, LongestTick));
        (_before, _lastNs) = (phase, timeNs);
    }

    /// <inheritdoc/>
    public void OnInference(LoggedInference? recorded, InferenceResult? replayed, TimeSpan computing)
    {
        if (recorded is not null)
            RecordedLatency.Add((recorded.EndNs - recorded.Request.TimeNs) / NanosecondsPerSecond);
        if (replayed is not null)
            Computing.Add(computing.TotalSeconds);
    }

    /// <inheritdoc/>
    public void OnEquip(string package, string loaded, ReplayPolicy? policy)
    {
        var facts = EventData.Of(loaded);
        var item = new ReplayPackage(
            package, facts.Text("sha256"), facts.Text("executor"), facts.Text("device"), policy?.Name ?? "", policy?.Hash ?? "",
            policy?.Policy.Spec.Executor.ToString() ?? "", policy?.IsRecorded ?? false);
        if (package.Length > 0 && _packages.Count < MaxPackages && !_packages.Contains(item))
            _packages.Add(item);
    }

    /// <inheritdoc/>
    public void OnEvent(LoggedEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (Tasks.Add(item) is { } task)
            Follow(task, item.TimeNs);
        else if (item.Kind == LogEvents.Intervention && item.Subject.Length > 0)
            Intervene(item);
        else
            ReplayEvents.Mark(item, _marks);
        if (item.Kind == LogEvents.Equip && item.Subject.Length > 0 && _equipped.Count < MaxPackages && !_equipped.Contains(item.Subject))
            _equipped.Add(item.Subject);
    }

    /// <summary>The replay has ended.</summary>
    public void Finish()
    {
        Recorded?.Finish();
        Replayed?.Finish();
    }

    /// <summary>A task counts from its first event until another begins, or it is over.</summary>
    private void Follow(TaskSpan task, long timeNs)
    {
        if (!_counts.TryGetValue(task.Id, out var count))
            _counts[task.Id] = _current = count = new EpisodeCount(task.Id, _counts.Count, timeNs);
        if (task.EndNs is not null && count == _current)
            _current = null;
    }

    private void TakeOver(long timeNs, LoggedTick tick)
    {
        _takeovers++;
        var sinceNs = (Int128)timeNs - _operator.TimeNs;
        _marks.Add(
            new ReplayMark(timeNs, ReplayMarkKind.Takeover, $"a human takes over ({tick.Armed.ToString().ToLowerInvariant()})", "") { Detail = sinceNs >= 0 && sinceNs < OperatorNs ? _operator.By : "" },
            TakeoverKey);
    }

    private string TakeoverKey => _takeovers.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Intervene(LoggedEvent item)
    {
        // It is noted by another thread than the tick's, a moment before or after.
        _operator = (item.Subject, item.TimeNs);
        if (_before == Phase.Human)
            _marks.Change(ReplayMarkKind.Takeover, TakeoverKey, mark => mark.Detail.Length > 0 ? mark : mark with { Detail = item.Subject });
    }

    private const long OperatorNs = 5_000_000_000;
    private const double LongestTick = 0.1;
    private const double NanosecondsPerSecond = 1e9;
}
