using System.Text.Json;
using System.Text.Json.Serialization;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Analysis.Measures;

namespace RobotPolicy.Cli.Commands.Analysis;

/// <summary>What an analysis came to, for programs: one object, times in seconds, null for what is not known.</summary>
internal static class AnalysisJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new NumberOrNull(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static void Write(Utf8JsonWriter json, LogAnalysis analysis)
    {
        json.WriteStartObject();
        Add(json, "logs", analysis.Logs);
        Add(json, "episodes", analysis.Episodes);
        Add(json, "takeovers", analysis.Takeovers);
        Add(json, "segments", analysis.Segments);
        Add(json, "contradicting_windows", analysis.WorstWindows);
        Add(json, "similar", analysis.Similar);
        Add(json, "problems", analysis.Problems);
        json.WriteStartObject("success");
        foreach (var (policy, successes, judged, tasks, (low, high)) in AnalysisFigures.Success(analysis))
            Add(json, policy, new { successes, judged, tasks, low, high });
        json.WriteEndObject();
        var alarms = AnalysisFigures.Alarms(analysis);
        Add(json, "alarms", new { alarms.TrueAlarms, alarms.FalseAlarms, alarms.Missed, alarms.Quiet, alarms.Rescued, LeadSeconds = AnalysisFigures.LeadSeconds(analysis) });
        json.WriteStartObject("compatibility");
        Add(json, "lambda", analysis.Compatibility.Lambda);
        Add(json, "eta", analysis.Compatibility.Eta);
        json.WriteString("novelty", analysis.NoveltyIsSpread ? "spread_of_sampled_chunks" : "distance_to_policy_states");
        json.WriteEndObject();
        json.WriteStartArray("joints");
        for (var joint = 0; joint < analysis.Robot.Joints.Count; joint++)
            JsonSerializer.Serialize(json, new
            {
                analysis.Robot.Joints[joint].Name,
                Unit = analysis.Robot.Joints[joint].Prismatic ? "m" : "rad",
                DivergenceRms = analysis.Divergence.RmsOf(joint),
                DivergenceGreatest = analysis.Divergence.GreatestOf(joint),
                PolicyNextSigma = analysis.PolicyDiversity.NextSigma[joint],
                PolicyActionSigma = analysis.PolicyDiversity.ActionSigma[joint],
                HumanNextSigma = analysis.HumanDiversity.NextSigma[joint],
                HumanActionSigma = analysis.HumanDiversity.ActionSigma[joint],
            }, Options);
        json.WriteEndArray();
        Add(json, "coverage", new
        {
            PolicyCells = analysis.PolicyCoverage.Cells,
            PolicyEffectiveCells = analysis.PolicyCoverage.EffectiveCells,
            HumanCells = analysis.HumanCoverage.Cells,
            HumanEffectiveCells = analysis.HumanCoverage.EffectiveCells,
            HumanOutsidePolicy = analysis.HumanCoverage.ShareOutside(analysis.PolicyCoverage),
        });
        json.WriteStartObject("times");
        foreach (var (name, values) in analysis.Latencies)
            Add(json, name.Replace(' ', '_'), new { values.Count, P50 = values.Quantile(0.5), P99 = values.Quantile(0.99), values.Max, values.Mean });
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Add<T>(Utf8JsonWriter json, string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, Options);
    }

    /// <summary>JSON has no word for what is no number.</summary>
    private sealed class NumberOrNull : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }
}
