using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Data.Analysis;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>One side of a replay over time: as it was recorded, or as it comes out now.</summary>
internal sealed class ReplaySide(int joints, long startNs, long periodNs)
{
    /// <summary>Who moved the arm.</summary>
    public PhaseStrip Strip { get; } = new(startNs, periodNs);

    /// <summary>Commanded positions by joint, rad or m; gaps where nothing was published.</summary>
    public IReadOnlyList<MinMaxSeries> Commands { get; } = [.. Enumerable.Range(0, joints).Select(_ => new MinMaxSeries(startNs, periodNs))];

    /// <summary>Ratio of failure score to threshold; gaps where the monitor did not tell.</summary>
    public MinMaxSeries Ratio { get; } = new(startNs, periodNs);

    /// <summary>Holds and stops.</summary>
    public HoldTracker Holds { get; } = new();

    /// <summary>What the failure monitor said.</summary>
    public AlarmTracker Alarms { get; } = new();

    public void Add(in TickRecord tick, long timeNs)
    {
        Strip.Add(timeNs, Phases.Of(tick));
        if (tick.Source != CommandSource.None)
            for (var joint = 0; joint < Math.Min(Commands.Count, tick.Command.Length); joint++)
                Commands[joint].Add(timeNs, tick.Command[joint]);
        if (tick.Failure.State is FailureState.Quiet or FailureState.Alarm)
            Ratio.Add(timeNs, tick.Failure.Ratio);
        Holds.Add(tick);
        Alarms.Add(tick);
    }

    public void Finish()
    {
        Holds.Finish();
        Alarms.Finish();
    }
}
