using System.Globalization;
using System.Text.Json;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Replay;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>What a replay came to, for people and for programs.</summary>
internal static class ReplayText
{
    private const int ShownDifferences = 12;

    public static void Tell(Printer printer, ReplayResult result, bool isFree)
    {
        var comparison = result.Comparison;
        printer.Sheets(
        [
            new Sheet { Title = "Replay" }
                .Field("log time", Invariant($"{result.LogTime.TotalSeconds:F1} s in {result.WallTime.TotalSeconds:F1} s, of which {result.PolicyTime.TotalSeconds:F1} s policy"))
                .Field("speed", Invariant($"{Speed(result):F1} × real time, {SpeedWithoutPolicy(result):F0} × without the policy"))
                .Field("ticks", Invariant($"{comparison.TickCount}, of which {comparison.DifferentTicks} differ"), comparison.DifferentTicks == 0 ? Tone.Good : Tone.Warn)
                .Field("inferences", isFree ? "" : Invariant($"{comparison.InferenceCount}, of which {comparison.DifferentInferences} differ"), comparison.DifferentInferences == 0 ? Tone.Good : Tone.Warn)
                .Field("missing", comparison.MissingTicks == 0 ? "" : Invariant($"{comparison.MissingTicks} ticks are not in the recording"), Tone.Bad)
                .Field("commands", Invariant($"at most {comparison.MaxCommandDifference:G6} rad or m apart")),
        ]);
        if (!isFree && comparison.Differences.Count > 0)
        {
            var sheet = new Sheet("where", "field", "recorded", "replayed") { Title = "First differences" };
            foreach (var difference in comparison.Differences.Take(ShownDifferences))
                sheet.Row(difference.Where, difference.Field, difference.Recorded, difference.Replayed);
            printer.Sheets([sheet]);
        }

        foreach (var problem in result.Problems.Concat(result.InternalErrors))
            printer.Line(problem, Tone.Bad);
        if (result.IsExact)
            printer.Line("The same, bit by bit.", Tone.Good);
        else if (!isFree)
            printer.Line("Not the same.", Tone.Bad);
    }

    public static void Write(Utf8JsonWriter json, ReplayResult result, bool isFree)
    {
        var comparison = result.Comparison;
        json.WriteStartObject();
        json.WriteBoolean("exact", result.IsExact);
        json.WriteBoolean("free", isFree);
        json.WriteNumber("log_seconds", result.LogTime.TotalSeconds);
        json.WriteNumber("wall_seconds", result.WallTime.TotalSeconds);
        json.WriteNumber("policy_seconds", result.PolicyTime.TotalSeconds);
        json.WriteNumber("ticks", comparison.TickCount);
        json.WriteNumber("different_ticks", comparison.DifferentTicks);
        json.WriteNumber("missing_ticks", comparison.MissingTicks);
        json.WriteNumber("inferences", comparison.InferenceCount);
        json.WriteNumber("different_inferences", comparison.DifferentInferences);
        json.WriteNumber("max_command_difference", comparison.MaxCommandDifference);
        json.WriteStartArray("differences");
        foreach (var difference in comparison.Differences)
        {
            json.WriteStartObject();
            json.WriteNumber("time_ns", difference.TimeNs);
            json.WriteString("where", difference.Where);
            json.WriteString("field", difference.Field);
            json.WriteString("recorded", difference.Recorded);
            json.WriteString("replayed", difference.Replayed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("problems");
        foreach (var problem in result.Problems.Concat(result.InternalErrors))
            json.WriteStringValue(problem);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static double Speed(ReplayResult result) => result.LogTime / result.WallTime;

    private static double SpeedWithoutPolicy(ReplayResult result) => result.LogTime / (result.WallTime - result.PolicyTime);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
