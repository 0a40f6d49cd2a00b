using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Data.Analysis.Measures;
using RobotPolicy.Data.Analysis.Spans;

namespace RobotPolicy.Data.Replay;

/// <summary>
/// One side of a replay over time, as it was recorded or as it comes out now, in memory that does not grow with the length of the log. One
/// thread.
/// </summary>
public sealed class ReplaySide
{
    private readonly bool _measures;

    /// <summary>Creates one without ticks.</summary>
    /// <param name="joints">Joints of the robot.</param>
    /// <param name="startNs">Where time begins, on the recording's monotonic clock.</param>
    /// <param name="widthNs">Width of a bin at first, such as one control period; more than 0.</param>
    /// <param name="bins">Most bins of each curve.</param>
    /// <param name="measures">Whether measured positions are kept: a replay saw those of the recording.</param>
    public ReplaySide(int joints, long startNs, long widthNs, int bins, bool measures)
    {
        _measures = measures;
        Strip = new PhaseStrip(startNs, widthNs, bins);
        Ratio = new MinMaxSeries(startNs, widthNs, bins);
        Commands = [.. Enumerable.Range(0, joints).Select(_ => new MinMaxSeries(startNs, widthNs, bins))];
        Measured = measures ? [.. Enumerable.Range(0, joints).Select(_ => new MinMaxSeries(startNs, widthNs, bins))] : [];
    }

    /// <summary>Who moved the arm, by bins.</summary>
    public PhaseStrip Strip { get; }

    /// <summary>Who moved the arm, by spans.</summary>
    public ControlSpans Spans { get; } = new();

    /// <summary>Commanded positions by joint, rad or m; gaps where nothing was published.</summary>
    public IReadOnlyList<MinMaxSeries> Commands { get; }

    /// <summary>Measured positions by joint, rad or m; gaps where none was known. Empty where they are not kept.</summary>
    public IReadOnlyList<MinMaxSeries> Measured { get; }

    /// <summary>Ratio of failure score to threshold; gaps where the monitor did not tell.</summary>
    public MinMaxSeries Ratio { get; }

    /// <summary>Holds and stops.</summary>
    public HoldTracker Holds { get; } = new();

    /// <summary>What the failure monitor said.</summary>
    public AlarmTracker Alarms { get; } = new();

    /// <summary>Adds the next tick.</summary>
    /// <param name="tick">The tick.</param>
    /// <param name="timeNs">When it was in the recording.</param>
    public void Add(in TickRecord tick, long timeNs)
    {
        Strip.Add(timeNs, Phases.Of(tick));
        Spans.Add(timeNs, tick.Mode, tick.Source);
        if (tick.Source != CommandSource.None)
            Add(Commands, timeNs, tick.Command);
        if (_measures && tick.HasJointState)
            Add(Measured, timeNs, tick.Positions);
        if (tick.Failure.State is FailureState.Quiet or FailureState.Alarm)
            Ratio.Add(timeNs, tick.Failure.Ratio);
        Holds.Add(tick);
        Alarms.Add(tick);
    }

    /// <summary>The log has ended.</summary>
    public void Finish()
    {
        Spans.Finish();
        Holds.Finish();
        Alarms.Finish();
    }

    private static void Add(IReadOnlyList<MinMaxSeries> curves, long timeNs, double[] values)
    {
        for (var joint = 0; joint < Math.Min(curves.Count, values.Length); joint++)
            curves[joint].Add(timeNs, values[joint]);
    }
}
