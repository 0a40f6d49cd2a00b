using System.Globalization;
using System.Text.Json;
using RobotPolicy.Cli.Output;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Inference.Failure.Calibration;

namespace RobotPolicy.Cli.Commands.Calibration;

/// <summary>A calibration in words, for people and for programs.</summary>
internal static class CalibrationText
{
    /// <summary>One row for each score.</summary>
    public static Sheet Table(CalibrationResult result)
    {
        var sheet = new Sheet("score", "window", "threshold", "constant", "alarms in failures", "training") { Title = $"Scores of {result.Policy}" };
        foreach (var score in result.Scores)
            sheet.Row(
                score.Name,
                WindowText(score),
                ThresholdText(score.Threshold),
                Number(score.Constant.Constant!.Value),
                score.FailedSeries.Count == 0 ? "no failures" : $"{score.FailedSeries.Count(s => IsAlarm(score, s))} of {score.FailedSeries.Count}",
                score.Training is { } t ? FormattableString.Invariant($"{t.Epochs} passes, loss {t.ValidationLoss:g3}") : "—");
        return sheet;
    }

    /// <summary>How many rollouts did what.</summary>
    public static string Numbers(CalibrationResult result) => FormattableString.Invariant(
        $"{result.Fitted + result.Calibrated} successful rollouts: {result.Fitted} fitted the scores, {result.Calibrated} made the thresholds, {result.Deciding} of them set the level (δ = {result.Delta} needs {result.Needed}). {result.LeftOut.Count} left out, {result.Failures} failures.");

    /// <summary>What is promised.</summary>
    public static string Guarantee(CalibrationResult result) => result.FalseAlarmGuarantee is { } bound
        ? FormattableString.Invariant($"Guaranteed: a successful rollout like these raises a false alarm with a probability of at most {bound:0.####}.")
        : "Nothing is guaranteed: the thresholds are not certified.";

    /// <summary>What is not, in sentences.</summary>
    public static IReadOnlyList<string> Limits(CalibrationResult result) =>
    [
        "How many failures are found, and how early: thresholds were made of successes alone.",
        "Anything about another task, package, sampler, rate, robot or kind of scene: rollouts there are not like these.",
        "That this very calibration keeps the bound: it holds on average over calibrations with as many rollouts.",
        "Calls after a take-over or a hold, where the constant thresholds are used: rollouts here went from start to end in one go.",
        FormattableString.Invariant($"Calls beyond number {result.MaxCalls}, the longest rollout: the last threshold is repeated, and the monitor says overtime."),
    ];

    /// <summary>The answer for programs.</summary>
    public static void Write(Utf8JsonWriter json, CalibrationResult result)
    {
        json.WriteStartObject();
        json.WriteString("policy", result.Policy);
        json.WriteString("policySha256", result.PolicyHash);
        json.WriteString("packageSha256", result.PackageHash);
        json.WriteNumber("delta", result.Delta);
        json.WriteString("method", MethodText(result.Method));
        json.WriteString("rule", result.Rule == AlarmRule.And ? "and" : "or");
        json.WriteBoolean("certified", result.IsCertified);
        if (result.FalseAlarmGuarantee is { } bound)
            json.WriteNumber("falseAlarmGuarantee", bound);
        json.WriteNumber("fitted", result.Fitted);
        json.WriteNumber("calibrated", result.Calibrated);
        json.WriteNumber("deciding", result.Deciding);
        json.WriteNumber("needed", result.Needed);
        json.WriteNumber("failures", result.Failures);
        json.WriteStartArray("leftOut");
        foreach (var (file, reason) in result.LeftOut)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("scores");
        foreach (var score in result.Scores)
        {
            json.WriteStartObject();
            json.WriteString("name", score.Name);
            json.WriteNumber("window", score.Window);
            WriteThreshold(json, "constant", score.Constant.Constant!.Value);
            json.WriteBoolean("certified", score.Threshold.IsCertified);
            json.WriteNumber("alarmsInFailures", score.FailedSeries.Count(s => IsAlarm(score, s)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("written");
        foreach (var file in result.Written)
            json.WriteStringValue(file);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static string MethodText(ThresholdMethod method) => method switch
    {
        ThresholdMethod.BandConformal => "tvt_cp_band",
        ThresholdMethod.TimeVaryingQuantile => "tvt_quantile",
        ThresholdMethod.ConstantConformal => "constant",
        _ => "fiper_repro",
    };

    public static string WindowText(ScoreCalibration score) => score.Window == 0 ? "whole epoch" : score.Window == 1 ? "1 call" : $"{score.Window} calls";

    public static string Number(double value) => double.IsFinite(value) ? value.ToString("g4", CultureInfo.InvariantCulture) : "none";

    /// <summary>Whether a series goes beyond the threshold anywhere.</summary>
    public static bool IsAlarm(ScoreCalibration score, double[] series)
    {
        for (var t = 0; t < series.Length; t++)
            if (series[t] > (score.Threshold.TimeVarying?.At(t) ?? score.Threshold.Constant!.Value))
                return true;
        return false;
    }

    private static string ThresholdText(ThresholdCalibration threshold) => threshold.TimeVarying is { } varying
        ? $"{Number(varying.Values.Min())} … {Number(varying.Values.Max())} by call"
        : Number(threshold.Constant!.Value);

    private static void WriteThreshold(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
