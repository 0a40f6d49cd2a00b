using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;

namespace RobotPolicy.Data.Analysis;

/// <summary>Counts of one task while its ticks go by.</summary>
/// <param name="id">Id of the task.</param>
/// <param name="number">Its place among all episodes.</param>
/// <param name="startNs">When it began.</param>
internal sealed class EpisodeCount(string id, int number, long startNs)
{
    private readonly double[] _seconds = new double[Phases.Count];
    private FailureState _failure;
    private long? _firstAlarmNs;
    private int _takeovers;
    private int _holds;
    private int _alarms;

    public string Id { get; } = id;

    public int Number { get; } = number;

    public long StartNs { get; } = startNs;

    public long? EndNs { get; set; }

    /// <summary>When the alarm began that nobody has answered by a takeover.</summary>
    public long? AlarmNs { get; set; }

    public void Add(in TickRecord tick, Phase phase, Phase before, double step)
    {
        _seconds[(int)phase] += step;
        _takeovers += phase == Phase.Human && before != Phase.Human ? 1 : 0;
        _holds += phase is Phase.Hold or Phase.Stop && before is not (Phase.Hold or Phase.Stop) ? 1 : 0;
        if (tick.Failure.State == FailureState.Alarm && _failure != FailureState.Alarm)
        {
            _alarms++;
            _firstAlarmNs ??= tick.TimeNs;
            AlarmNs = tick.TimeNs;
        }

        _failure = tick.Failure.State;
    }

    public EpisodeFact Fill(EpisodeFact fact, TaskSpan task, string? label, long lastNs) => fact with
    {
        Text = task.Text,
        Policy = task.Policy,
        StartedBy = task.StartedBy,
        Outcome = label ?? task.Outcome,
        OutcomeBy = label is not null ? "label" : task.Verdict.Length == 0 ? (task.Outcome.Length > 0 ? "policy" : "") : task.VerdictBy.Length > 0 ? task.VerdictBy : "verdict",
        Seconds = ((task.EndNs ?? lastNs) - StartNs) / 1e9,
        IsComplete = task.EndNs is not null,
        PolicySeconds = _seconds[(int)Phase.Policy],
        HumanSeconds = _seconds[(int)Phase.Human],
        HeldSeconds = _seconds[(int)Phase.Hold] + _seconds[(int)Phase.Stop],
        Takeovers = _takeovers,
        Holds = _holds,
        Alarms = _alarms,
        FirstAlarmSeconds = _firstAlarmNs is { } alarmNs ? (alarmNs - StartNs) / 1e9 : null,
    };
}
