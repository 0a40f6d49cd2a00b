using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Cli.Output;

/// <summary>Values of the API as a human reads them.</summary>
internal static class Words
{
    /// <summary>A value of an enum: JointStateStale is "joint state stale".</summary>
    public static string Of<T>(T value)
        where T : struct, System.Enum => Split(value.ToString(), ' ');

    /// <summary>A cause with its culprit: "camera stale (wrist)"; empty for no cause.</summary>
    public static string Cause(StopCause cause, string culprit)
    {
        if (cause == StopCause.None)
            return "";
        return culprit.Length > 0 ? $"{Of(cause)} ({culprit})" : Of(cause);
    }

    /// <summary>What a mode means to whoever looks.</summary>
    public static Tone ToneOf(ControlMode mode) => mode switch
    {
        ControlMode.Running => Tone.Good,
        ControlMode.Human or ControlMode.Holding => Tone.Warn,
        ControlMode.ProtectiveStop or ControlMode.EmergencyStop => Tone.Bad,
        _ => Tone.Plain,
    };

    /// <summary>What a task's state means to whoever looks.</summary>
    public static Tone ToneOf(TaskState state) => state switch
    {
        TaskState.Running or TaskState.Ended => Tone.Good,
        TaskState.Failed => Tone.Bad,
        _ => Tone.Warn,
    };

    /// <summary>What a severity means to whoever looks.</summary>
    public static Tone ToneOf(Severity severity) => severity switch
    {
        Severity.Error or Severity.Critical => Tone.Bad,
        Severity.Warning => Tone.Warn,
        _ => Tone.Plain,
    };

    /// <summary>A goal in a few words.</summary>
    public static string Goal(Goal? goal) => goal?.KindCase switch
    {
        Api.V1.Goal.KindOneofCase.Text => goal.Text,
        Api.V1.Goal.KindOneofCase.Image => $"image, {Bytes(goal.Image.Data.Length)}",
        Api.V1.Goal.KindOneofCase.Sketch => $"sketch on {goal.Sketch.Camera}, {goal.Sketch.Strokes.Count} strokes",
        Api.V1.Goal.KindOneofCase.Pose => "pose " + string.Join(' ', goal.Pose.Positions.Select(value => Number(value, 3))),
        Api.V1.Goal.KindOneofCase.Embedding => $"embedding, {goal.Embedding.Values.Count} values",
        _ => "",
    };

    /// <summary>A time span: "12 ms", "3.4 s", "5 min 2 s".</summary>
    public static string Seconds(double seconds) => Math.Abs(seconds) switch
    {
        double.NaN => "-",
        < 0.9995 => $"{Number(seconds * 1e3, Math.Abs(seconds) < 0.01 ? 1 : 0)} ms",
        < 120 => $"{Number(seconds, 1)} s",
        < 7200 => $"{(int)(seconds / 60)} min {(int)(seconds % 60)} s",
        _ => $"{(int)(seconds / 3600)} h {(int)(seconds % 3600 / 60)} min",
    };

    /// <summary>Time of day on this machine's clock, or a dash.</summary>
    public static string Time(Timestamp? time, TimeProvider clock)
    {
        if (time is null)
            return "-";
        var local = TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), clock.LocalTimeZone);
        var today = clock.GetLocalNow().Date == local.Date;
        return local.ToString(today ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>A number with a fixed count of digits after the point.</summary>
    public static string Number(double value, int digits) => value.ToString("F" + digits, CultureInfo.InvariantCulture);

    /// <summary>A size: "1.2 MB".</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => $"{Number(bytes / 1e3, 1)} kB",
        < 1_000_000_000 => $"{Number(bytes / 1e6, 1)} MB",
        _ => $"{Number(bytes / 1e9, 1)} GB",
    };

    /// <summary>A share: "40 %".</summary>
    public static string Percent(double fraction) => $"{Number(fraction * 100, 0)} %";

    /// <summary>PascalCase as snake_case.</summary>
    public static string Snake(string name) => Split(name, '_');

    private static string Split(string name, char separator)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
                text.Append(separator);
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
