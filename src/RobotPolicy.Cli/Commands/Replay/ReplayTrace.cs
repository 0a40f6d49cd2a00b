using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>
/// Keeps what a page about a replay shows, in memory that does not grow with the length of the log: curves in as many bins as fit on a
/// screen, with least and greatest, and lists up to a limit that count the rest.
/// </summary>
/// <param name="robot">The robot as it is replayed.</param>
/// <param name="rateHz">Ticks a second.</param>
internal sealed class ReplayTrace(RobotDescription robot, double rateHz) : IReplayObserver
{
    private const int MaxMarks = 500;

    private readonly Dictionary<string, int> _alerts = [];
    private Phase _before;

    /// <summary>The robot as it is replayed, with the limits in use.</summary>
    public RobotDescription Robot { get; } = robot;

    /// <summary>The recording's side, and the replay's; <see langword="null"/> before the first tick.</summary>
    public ReplaySide? Recorded { get; private set; }

    /// <inheritdoc cref="Recorded"/>
    public ReplaySide? Replayed { get; private set; }

    /// <summary>Replayed minus recorded command of each joint, rad or m.</summary>
    public IReadOnlyList<MinMaxSeries> Differences { get; private set; } = [];

    /// <summary>First and last tick, on the recording's monotonic clock.</summary>
    public long StartNs { get; private set; }

    /// <inheritdoc cref="StartNs"/>
    public long EndNs { get; private set; }

    /// <summary>Tasks of the recording.</summary>
    public TaskTracker Tasks { get; } = new(2000);

    /// <summary>Alerts of the recording, takeovers and drops, in the order of time.</summary>
    public List<ReplayMark> Marks { get; } = [];

    /// <summary>Marks that were not kept.</summary>
    public int MarksLeftOut { get; private set; }

    /// <summary>Policies that the loop was given, first and last of each kind.</summary>
    public List<ReplayPackage> Packages { get; } = [];

    /// <summary>From request to the end of the inference as it was recorded, seconds.</summary>
    public Distribution RecordedLatency { get; } = new();

    /// <summary>Time that each replayed inference took on this machine, seconds.</summary>
    public Distribution Computing { get; } = new();

    public void OnTick(LoggedTick recorded, in TickRecord replayed)
    {
        ref readonly var was = ref recorded.Record;
        var timeNs = was.TimeNs;
        if (Recorded is null)
        {
            StartNs = timeNs;
            var periodNs = Math.Max(1, (long)(NanosecondsPerSecond / rateHz));
            Recorded = new ReplaySide(Robot.Joints.Count, timeNs, periodNs);
            Replayed = new ReplaySide(Robot.Joints.Count, timeNs, periodNs);
            Differences = [.. Robot.Joints.Select(_ => new MinMaxSeries(timeNs, periodNs))];
        }

        EndNs = timeNs;
        Recorded.Add(was, timeNs);
        Replayed!.Add(replayed, timeNs);
        if (was.Source != CommandSource.None && replayed.Source != CommandSource.None)
            for (var joint = 0; joint < Math.Min(Differences.Count, Math.Min(was.Command.Length, replayed.Command.Length)); joint++)
                Differences[joint].Add(timeNs, replayed.Command[joint] - was.Command[joint]);
        var phase = Phases.Of(was);
        if (phase == Phase.Human && _before != Phase.Human)
            Mark(new ReplayMark(timeNs, ReplayMarkKind.Takeover, $"a human takes over ({recorded.Armed.ToString().ToLowerInvariant()})", ""));
        _before = phase;
    }

    public void OnInference(LoggedInference? recorded, InferenceResult? replayed, TimeSpan computing)
    {
        if (recorded is not null)
            RecordedLatency.Add((recorded.EndNs - recorded.Request.TimeNs) / NanosecondsPerSecond);
        if (replayed is not null)
            Computing.Add(computing.TotalSeconds);
    }

    public void OnEquip(string package, string loaded, ReplayPolicy? policy)
    {
        var facts = EventData.Of(new LoggedEvent(0, LogEvents.Policy, package, loaded));
        var item = new ReplayPackage(
            package, facts.Text("sha256"), facts.Text("executor"), facts.Text("device"), policy?.Name ?? "", policy?.Hash ?? "",
            policy?.Policy.Spec.Executor.ToString() ?? "", policy?.IsRecorded ?? false);
        if (package.Length > 0 && Packages.Count < MaxMarks && !Packages.Contains(item))
            Packages.Add(item);
    }

    public void OnEvent(LoggedEvent item)
    {
        Tasks.Add(item);
        if (item.Kind == LogEvents.Drop)
        {
            Mark(new ReplayMark(item.TimeNs, ReplayMarkKind.Drop, $"{EventData.Of(item).Number("dropped")} messages of {item.Subject} are missing", ""));
        }
        else if (item.Kind == LogEvents.Alert)
        {
            var data = EventData.Of(item);
            if (!_alerts.TryGetValue(item.Subject, out var place))
            {
                if (Mark(new ReplayMark(item.TimeNs, ReplayMarkKind.Alert, data.Text("text"), data.Text("severity"))))
                    _alerts[item.Subject] = Marks.Count - 1;
            }
            else if (data.Text("resolved_at").Length > 0)
            {
                Marks[place] = Marks[place] with { EndNs = item.TimeNs };
            }
        }
    }

    public void OnSample(LogSample sample)
    {
    }

    /// <summary>The replay has ended.</summary>
    public void Finish()
    {
        Recorded?.Finish();
        Replayed?.Finish();
    }

    private bool Mark(ReplayMark mark)
    {
        if (Marks.Count == MaxMarks)
        {
            MarksLeftOut++;
            return false;
        }

        Marks.Add(mark);
        return true;
    }

    private const double NanosecondsPerSecond = 1e9;
}
