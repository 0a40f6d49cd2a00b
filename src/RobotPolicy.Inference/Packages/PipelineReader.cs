using System.Text.Json;
using RobotPolicy.Inference.Normalization;

namespace RobotPolicy.Inference.Packages;

/// <summary>
/// Reads the steps before and after the graph. A parameter that is not known is an error: ignoring one would feed the network
/// something that it was not trained on.
/// </summary>
internal static class PipelineReader
{
    private static readonly string[] Modes = ["mean_std", "min_max", "quantiles", "quantile10", "identity"];
    private static readonly string[] Rules = ["lerobot", "added", "constant"];

    public static IReadOnlyList<PipelineStep> ReadPreprocessors(JsonCursor model)
    {
        var steps = new List<PipelineStep>();
        foreach (var item in model.Items("preprocessors"))
        {
            if (ComponentType.Read(item, ComponentType.Preprocessors) is not { } component)
                continue;

            if (ReadPreprocessor(component.Type, component.Parameters) is { } step)
                steps.Add(step);
        }

        return steps;
    }

    public static (IReadOnlyList<NormalizeStep> Steps, int? TrimTo) ReadPostprocessors(JsonCursor model)
    {
        var steps = new List<NormalizeStep>();
        int? trimTo = null;
        foreach (var item in model.Items("postprocessors"))
        {
            if (ComponentType.Read(item, ComponentType.Postprocessors) is not { } component)
                continue;

            var parameters = component.Parameters;
            if (component.Type == ComponentType.ActionChunkTrimmer)
            {
                parameters.RejectUnknown("type", "n_action_steps");
                trimTo = parameters.Int("n_action_steps", 1, ManifestReader.MaxChunk, required: true);
            }
            else
            {
                steps.Add(ReadNormalize(parameters));
            }
        }

        return (steps, trimTo);
    }

    private static PipelineStep? ReadPreprocessor(ComponentType type, JsonCursor parameters)
    {
        if (type == ComponentType.Resize)
            return ImageStepReader.ReadResize(parameters);
        if (type == ComponentType.CenterCrop)
            return ImageStepReader.ReadCenterCrop(parameters);
        if (type == ComponentType.Crop)
            return ImageStepReader.ReadCrop(parameters);
        if (type == ComponentType.JpegRoundTrip)
            return ImageStepReader.ReadJpeg(parameters);
        if (type == ComponentType.ToUint8)
            return ImageStepReader.ReadToBytes(parameters);
        if (type != ComponentType.ToFloatTensor)
            return ReadNormalize(parameters);
        parameters.RejectUnknown("type", "features");
        return new ToFloatStep(parameters.Path, parameters.Strings("features"));
    }

    private static NormalizeStep ReadNormalize(JsonCursor parameters)
    {
        parameters.RejectUnknown("type", "features", "mode", "eps", "eps_rule", "clip", "artifact", "stats_path", "stats");
        var mode = parameters.OneOf("mode", Modes) switch
        {
            "min_max" => NormalizerMode.MinMax,
            "quantiles" => NormalizerMode.Quantiles,
            "quantile10" => NormalizerMode.Quantile10,
            "identity" => NormalizerMode.Identity,
            _ => NormalizerMode.MeanStd,
        };

        // Each library has its own eps: LeRobot 1e-8, openpi 1e-6, diffusion_policy 1e-4.
        var (rule, defaultEpsilon) = parameters.OneOf("eps_rule", Rules) switch
        {
            "added" => (EpsilonRule.Added, 1e-6),
            "constant" => (EpsilonRule.Constant, 1e-4),
            _ => (EpsilonRule.LeRobot, 1e-8),
        };
        var formula = new NormalizerFormula(
            mode, parameters.Number("eps", 0, 1) ?? defaultEpsilon, rule, parameters.Number("clip", 0.1, 1000) ?? double.PositiveInfinity);
        var artifact = parameters.String("artifact") ?? parameters.String("stats_path");
        var inline = parameters.Object("stats") is { } stats ? ReadStatistics(stats) : null;
        if (artifact is null && inline is null && mode != NormalizerMode.Identity)
            parameters.FailAt("artifact", "the name of a safetensors file", "nothing");
        return new NormalizeStep(parameters.Path, parameters.Strings("features"), formula, artifact, inline);
    }

    private static Dictionary<string, double[]> ReadStatistics(JsonCursor stats)
    {
        var values = new Dictionary<string, double[]>();
        foreach (var (feature, entry) in stats.Properties())
            foreach (var (statistic, value) in entry.Properties())
            {
                var numbers = new List<double>();
                if (Flatten(value.Element, numbers))
                    values[$"{feature}.{statistic}"] = [.. numbers];
                else
                    value.FailHere("numbers");
            }

        return values;
    }

    private static bool Flatten(JsonElement element, List<double> numbers)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number when element.TryGetDouble(out var number):
                numbers.Add(number);
                return true;
            case JsonValueKind.True or JsonValueKind.False:
                numbers.Add(element.GetBoolean() ? 1 : 0);
                return true;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    if (!Flatten(item, numbers))
                        return false;
                return true;
            default:
                return false;
        }
    }
}
