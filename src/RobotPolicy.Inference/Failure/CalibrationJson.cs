using System.Text.Json;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Failure;

/// <summary>The JSON of a calibration: version 1 of <c>robotpolicy_calibration</c>.</summary>
internal static class CalibrationJson
{
    private const string Format = "robotpolicy_calibration";
    private const int Version = 1;
    private const int MaxRollouts = 1_000_000;
    private const double MinThreshold = 1e-15;
    private const double MaxThreshold = 1e15;
    private const double MaxCallInterval = 60;

    private static readonly (string Text, ThresholdMethod Value)[] Methods =
    [
        ("tvt_cp_band", ThresholdMethod.BandConformal),
        ("tvt_band_quantile", ThresholdMethod.BandQuantile),
        ("tvt_quantile", ThresholdMethod.TimeVaryingQuantile),
        ("constant", ThresholdMethod.ConstantConformal),
        ("constant_quantile", ThresholdMethod.ConstantQuantile),
        ("fiper_repro", ThresholdMethod.BandFiper),
    ];

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>The spelling of a method.</summary>
    public static string TextOf(ThresholdMethod method) => Methods.First(m => m.Value == method).Text;

    /// <summary>As much as there is; errors tell whether it is usable.</summary>
    public static CalibrationFile Read(JsonCursor root)
    {
        root.RejectUnknown(
            "format", "version", "package_sha256", "delta", "method", "certified", "rollouts", "held_out", "seed", "call_interval", "max_calls", "scores", "false_alarm_guarantee");
        root.OneOf("format", [Format], required: true);
        root.Int("version", Version, Version, required: true);
        if (root.String("package_sha256", required: true) is { } hash && (hash.Length != 64 || hash.Any(c => !char.IsAsciiHexDigitLower(c))))
            root.FailAt("package_sha256", "64 lower-case hexadecimal digits", ErrorText.Quote(hash));
        var method = root.OneOf("method", [.. Methods.Select(m => m.Text)], required: true);
        if (!root.IsPresent("certified"))
            root.FailAt("certified", "true or false", "nothing");

        var rollouts = root.Int("rollouts", 1, MaxRollouts, required: true) ?? 1;
        var maxCalls = root.Int("max_calls", 1, CalibrationFile.MaxCallCount, required: true);
        var items = root.Items("scores");
        if (items.Count is 0 or > ScoreReadings.MaxCount)
            root.FailAt("scores", $"1 to {ScoreReadings.MaxCount} scores", $"{items.Count}");
        return new CalibrationFile
        {
            PackageSha256 = root.String("package_sha256") ?? string.Empty,
            Delta = root.Number("delta", 1e-6, 1 - 1e-6, required: true) ?? 0.5,
            Method = Methods.FirstOrDefault(m => m.Text == method).Value,
            Certified = root.Bool("certified") ?? false,
            Rollouts = rollouts,
            HeldOut = root.Int("held_out", 0, rollouts, required: true) ?? 0,
            Seed = ReadSeed(root),
            CallIntervalSeconds = root.Number("call_interval", 1e-6, MaxCallInterval, required: true) ?? 1,
            MaxCalls = maxCalls ?? 1,
            Scores = [.. items.Take(ScoreReadings.MaxCount).Select(item => ReadScore(item, maxCalls)).OfType<CalibratedScore>()],
            FalseAlarmGuarantee = root.Number("false_alarm_guarantee", 0, 1),
        };
    }

    public static byte[] Write(CalibrationFile calibration)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            json.WriteString("package_sha256", calibration.PackageSha256);
            Write(json, "delta", calibration.Delta);
            json.WriteString("method", TextOf(calibration.Method));
            json.WriteBoolean("certified", calibration.Certified);
            json.WriteNumber("rollouts", calibration.Rollouts);
            json.WriteNumber("held_out", calibration.HeldOut);
            json.WriteNumber("seed", calibration.Seed);
            Write(json, "call_interval", calibration.CallIntervalSeconds);
            json.WriteNumber("max_calls", calibration.MaxCalls);
            json.WriteStartArray("scores");
            foreach (var score in calibration.Scores)
            {
                json.WriteStartObject();
                json.WriteString("name", score.Name);
                json.WriteNumber("window", score.Window);
                Write(json, "constant", score.Constant);
                Write(json, "time_varying", score.TimeVarying);
                if (score.Beyond is { } beyond)
                    Write(json, "beyond", beyond);
                Write(json, "cells", score.Cells);
                Write(json, "ranges", score.Ranges);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            Write(json, "false_alarm_guarantee", calibration.FalseAlarmGuarantee ?? double.PositiveInfinity);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static CalibratedScore? ReadScore(JsonCursor json, int? maxCalls)
    {
        if (json.Element.ValueKind != JsonValueKind.Object)
        {
            json.FailHere("an object");
            return null;
        }

        json.RejectUnknown("name", "window", "constant", "time_varying", "beyond", "cells", "ranges");
        var varying = Numbers(json, "time_varying", orNone: true);
        if (maxCalls is { } calls && varying.Count > 0 && varying.Count != calls)
            json.FailAt("time_varying", $"{calls} thresholds, as max_calls says, or none", $"{varying.Count}");
        var (cells, ranges) = (Numbers(json, "cells"), Numbers(json, "ranges"));
        if (cells.Count > 0 && cells.Count != ranges.Count)
            json.FailAt("cells", $"{ranges.Count} numbers, as many as ranges, or none", $"{cells.Count}");
        return new CalibratedScore
        {
            Name = json.String("name", required: true) ?? string.Empty,
            Window = json.Int("window", 0, FailureReader.MaxWindow, required: true) ?? 1,
            Constant = json.Number("constant", MinThreshold, MaxThreshold) ?? double.PositiveInfinity,
            TimeVarying = varying,
            Beyond = json.Number("beyond", MinThreshold, MaxThreshold),
            Cells = cells,
            Ranges = ranges,
        };
    }

    /// <summary>A list of numbers above 0; null stands for no threshold where that may be.</summary>
    private static List<double> Numbers(JsonCursor json, string name, bool orNone = false)
    {
        var list = new List<double>();
        foreach (var item in json.Items(name))
        {
            if (orNone && item.Element.ValueKind == JsonValueKind.Null)
                list.Add(double.PositiveInfinity);
            else if (item.Element.ValueKind == JsonValueKind.Number && item.Element.TryGetDouble(out var value) && value is >= MinThreshold and <= MaxThreshold)
                list.Add(value);
            else
            {
                // Counts nevertheless: one slip is one error.
                item.FailHere(FormattableString.Invariant($"a number from {MinThreshold} to {MaxThreshold}{(orNone ? ", or null for none" : "")}"));
                list.Add(MaxThreshold);
            }
        }

        return list;
    }

    private static long ReadSeed(JsonCursor root)
    {
        if (root.Child("seed") is not { } seed)
            return 0;
        if (seed.Element.ValueKind == JsonValueKind.Number && seed.Element.TryGetInt64(out var value) && value >= 0)
            return value;
        seed.FailHere($"a whole number from 0 to {long.MaxValue}");
        return 0;
    }

    /// <summary>JSON knows no infinity: none is written as null. NaN is written as a text, which no reader accepts.</summary>
    private static void WriteValue(Utf8JsonWriter json, double value)
    {
        if (double.IsPositiveInfinity(value))
            json.WriteNullValue();
        else if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue("not a number");
    }

    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        WriteValue(json, value);
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            WriteValue(json, value);
        json.WriteEndArray();
    }
}
