using System.Globalization;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Alerts;

/// <summary>What the failure monitor says, as people read it.</summary>
internal static class MonitorText
{
    private const int BarLength = 20;

    // The threshold stands in the middle of a bar: twice of it fills the bar.
    private const double FullRatio = 2;

    /// <summary>What it says in one line: "quiet, 0.42 of the threshold".</summary>
    public static string Line(FailureReading? reading) => reading?.State switch
    {
        null or FailureState.Off => "none: the package has no monitor",
        FailureState.Quiet => $"quiet, {Ratio(reading.Ratio)} of the threshold",
        FailureState.Alarm => $"ALARM, {Ratio(reading.Ratio)} of the threshold" + (reading.LeadS > 0 ? $", up to {Words.Seconds(reading.LeadS)} ahead" : ""),
        _ => $"degraded: {Words.Of(reading.Reason)}",
    };

    /// <summary>What it means to whoever looks.</summary>
    public static Tone ToneOf(FailureReading? reading) => reading?.State switch
    {
        FailureState.Quiet => Tone.Good,
        FailureState.Alarm => Tone.Bad,
        FailureState.Degraded => Tone.Warn,
        _ => Tone.Plain,
    };

    /// <summary>Each score against its threshold, a line each.</summary>
    public static IEnumerable<string> Bars(FailureReading reading)
    {
        var width = reading.Scores.Select(score => score.Name.Length).DefaultIfEmpty(0).Max();
        return reading.Scores.Select(score => $"{score.Name.PadRight(width)}  {Bar(score)}  {Figures(score)}");
    }

    /// <summary>Each score against its threshold, as a table.</summary>
    public static Sheet Scores(string title, FailureReading reading)
    {
        var sheet = new Sheet("Score", "", "Windowed", "Threshold", "Ratio") { Title = $"{title}, epoch {reading.Epoch}, call {reading.Call}" };
        foreach (var score in reading.Scores)
        {
            var tone = score.Windowed <= score.Threshold ? Tone.Good : Tone.Bad;
            sheet.Row(score.Name, new Cell(Bar(score), tone), Figure(score.Windowed), Figure(score.Threshold), new Cell(Ratio(score.Windowed / score.Threshold), tone));
        }

        return sheet;
    }

    /// <summary>A score as a bar whose middle is the threshold: "#######···|··········".</summary>
    internal static string Bar(FailureScore score)
    {
        var ratio = score.Windowed / score.Threshold;
        if (double.IsNaN(ratio))
            return new string('?', BarLength + 1);
        var full = (int)Math.Round(BarLength * Math.Clamp(ratio / FullRatio, 0, 1));
        var bar = new string('#', full) + new string('·', BarLength - full);
        return $"{bar[..(BarLength / 2)]}|{bar[(BarLength / 2)..]}";
    }

    private static string Figures(FailureScore score) => $"{Figure(score.Windowed)} of {Figure(score.Threshold)}";

    private static string Ratio(double ratio) => double.IsFinite(ratio) ? Words.Number(ratio, 2) : Figure(ratio);

    private static string Figure(double value) => double.IsFinite(value)
        ? value.ToString("G4", CultureInfo.InvariantCulture)
        : double.IsNaN(value) ? "not finite" : "none";
}
