using System.Globalization;
using RobotPolicy.Control.Failure;

namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>What a monitor says, in words for alerts, questions, the log and the graph.</summary>
public static class FailureWords
{
    /// <summary>Why a monitor cannot tell.</summary>
    public static string Of(DegradedReason reason) => reason switch
    {
        DegradedReason.None => "",
        DegradedReason.NotYetScored => "nothing has been scored in this epoch yet",
        DegradedReason.ScoreNotFinite => "a score is not finite",
        DegradedReason.InputMissing => "the policy gives no embedding or no samples",
        DegradedReason.ScoreThrew => "a score failed to compute",
        DegradedReason.ScoredLate => "scoring took longer than its budget",
        DegradedReason.NotScored => "a chunk was used that nobody scored",
        DegradedReason.Uncalibrated => "there are no thresholds, the package was never calibrated",
        DegradedReason.CalibrationStale => "the thresholds were fitted with other graphs, statistics, sampler or rate",
        _ => reason.ToString(),
    };

    /// <summary>The score that decides, against its threshold: "rnd_oe 4.21 of 3.5".</summary>
    public static string Of(MonitorReading reading)
    {
        var worst = reading.Worst;
        if (worst < 0)
            return reading.Report.Reason == DegradedReason.None ? "no score" : Of(reading.Report.Reason);
        var score = reading[worst];
        return double.IsFinite(score.Windowed)
            ? string.Create(CultureInfo.InvariantCulture, $"{reading.NameOf(worst)} {score.Windowed:G4} of {score.Threshold:G4}")
            : $"{reading.NameOf(worst)} is not finite";
    }
}
