using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Data.Analysis.Spans;

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
    public string Id { get; } = id;

    public int Number { get; } = number;

    public long StartNs { get; } = startNs;

    public long? EndNs { get; set; }

    /// <summary>Times at which a human took over.</summary>
    public int Takeovers { get; private set; }

    /// <summary>Times at which it was held or stopped.</summary>
    public int Holds { get; private set; }

    /// <summary>Times at which the failure monitor raised an alarm.</summary>
    public int Alarms { get; private set; }

    /// <summary>When the alarm began that nobody has answered by a takeover.</summary>
    public long? AlarmNs { get; set; }

    public void Add(in TickRecord tick, Phase phase, Phase before, double step)
    {
        _seconds[(int)phase] += step;
        Takeovers += phase == Phase.Human && before != Phase.Human ? 1 : 0;
        Holds += phase is Phase.Hold or Phase.Stop && before is not (Phase.Hold or Phase.Stop) ? 1 : 0;
        if (tick.Failure.State == FailureState.Alarm && _failure != FailureState.Alarm)
        {
            Alarms++;
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
        OutcomeBy = label is not null ? "label" : task.OutcomeBy,
        Seconds = ((task.EndNs ?? lastNs) - StartNs) / 1e9,
        IsComplete = task.EndNs is not null,
        PolicySeconds = _seconds[(int)Phase.Policy],
        HumanSeconds = _seconds[(int)Phase.Human],
        HeldSeconds = _seconds[(int)Phase.Hold] + _seconds[(int)Phase.Stop],
        Takeovers = Takeovers,
        Holds = Holds,
        Alarms = Alarms,
        FirstAlarmSeconds = _firstAlarmNs is { } alarmNs ? (alarmNs - StartNs) / 1e9 : null,
    };
}
