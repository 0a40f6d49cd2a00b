using RobotPolicy.Control.Failure;

namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>What a monitor said after an inference, with the names of its scores; immutable.</summary>
/// <param name="report">What it said.</param>
/// <param name="names">Names of its scores, in the order of the readings.</param>
public sealed class MonitorReading(in FailureReport report, IReadOnlyList<string> names)
{
    private readonly FailureReport _report = report;

    /// <summary>What it said.</summary>
    public ref readonly FailureReport Report => ref _report;

    /// <summary>Scores that there are.</summary>
    public int Count => Math.Clamp(_report.ScoreCount, 0, ScoreReadings.MaxCount);

    /// <summary>
    /// Place of the score that is furthest beyond its threshold, or nearest to it; one that is not finite goes before all. −1 without
    /// scores.
    /// </summary>
    public int Worst
    {
        get
        {
            var worst = -1;
            for (var i = 0; i < Count; i++)
            {
                if (!double.IsFinite(this[i].Windowed))
                    return i;
                if (worst < 0 || this[i].Ratio > this[worst].Ratio)
                    worst = i;
            }

            return worst;
        }
    }

    /// <summary>One score.</summary>
    public ScoreReading this[int index]
    {
        get
        {
            var readings = _report.Readings;
            return readings[index];
        }
    }

    /// <summary>Name of a score; its number where the monitor named none.</summary>
    public string NameOf(int index) => index < names.Count ? names[index] : $"score {index}";
}
