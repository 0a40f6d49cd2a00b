using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Inference.Roles;

/// <summary>Reads the sections of <c>x-robotpolicy</c> about what graphs carry, add and answer beside actions.</summary>
internal static class RolesReader
{
    public const string ProgressRole = "progress";
    public const string SuccessRole = "success";
    public const string ConfidenceRole = "confidence";
    private const int MaxBins = 1024;
    private static readonly string[] OutputRoles =
        [ProgressRole, SuccessRole, ConfidenceRole, "embedding", "value", "reward", "frames", "plan_text", "other"];

    /// <summary>The sections that this reads, for whoever looks for unknown ones.</summary>
    public static IReadOnlyList<string> Sections { get; } = ["recurrent", "outputs", "two_rate", "residual", "confidence", "verifier", SelectorReader.Section];

    /// <summary>The manifest with what the sections say.</summary>
    public static PolicyManifest Read(JsonCursor extension, PolicyManifest manifest)
    {
        var graphs = extension.Object("graphs");
        var variants = graphs is { } roles ? ReadVariants(roles) : [];
        var hasPlanner = graphs?.IsPresent(GraphRolesReader.Planner) ?? false;
        var hasResidual = graphs?.IsPresent(GraphRolesReader.Residual) ?? false;
        var every = 1;
        if (extension.Object("two_rate") is { } rate)
        {
            rate.RejectUnknown("every");
            every = rate.Int("every", 1, 10_000, required: true) ?? 1;
            if (!hasPlanner)
                rate.Fail("graphs.planner, which runs that rarely", "nothing");
        }

        if (!hasResidual && extension.IsPresent("residual"))
            extension.FailAt("residual", "graphs.residual, which it is about", "nothing");
        var outputs = ReadOutputs(extension);
        var hasVerifier = graphs?.IsPresent(GraphRolesReader.Verifier) ?? false;
        var (success, progress) = SignalReader.Read(extension, outputs, hasVerifier);
        return manifest with
        {
            Graphs = [.. manifest.Graphs, .. variants.Select(v => v.File)],
            Roles = new RolesSpec
            {
                Recurrent = ReadRecurrent(extension),
                Outputs = outputs,
                Success = success,
                Progress = progress,
                VerifyEvery = SignalReader.ReadVerifier(extension, hasVerifier),
                Selector = SelectorReader.Read(extension, graphs?.IsPresent(GraphRolesReader.Selector) ?? false),
                PlanEvery = every,
                Residual = hasResidual ? ReadResidual(extension) : null,
                Variants = [.. variants.Select(v => v.Variant)],
                Confidence = ReadConfidence(extension, manifest),
            },
        };
    }

    private static List<(GraphFile File, VariantSpec Variant)> ReadVariants(JsonCursor graphs)
    {
        var variants = new List<(GraphFile, VariantSpec Variant)>();
        foreach (var json in graphs.Items(GraphRolesReader.Variants))
        {
            json.RejectUnknown("graph", "sigma_index", "goal");
            var file = json.String("graph", required: true);
            var index = json.Int("sigma_index", 0, 2 * DiffusionSpec.MaxSteps, required: true);
            var goal = json.String("goal") ?? string.Empty;
            if (file is null || index is not { } evaluation)
                continue;
            if (variants.Any(v => v.Variant.Evaluation == evaluation && v.Variant.Goal == goal))
                json.FailAt("sigma_index", "one graph for each noise level of a goal", $"a second one for {evaluation}");
            variants.Add((new GraphFile(json.Path, file, json.Path + ".graph"), new VariantSpec(json.Path, evaluation, goal)));
        }

        return variants;
    }

    private static List<RecurrentSpec> ReadRecurrent(JsonCursor extension)
    {
        var list = new List<RecurrentSpec>();
        foreach (var json in extension.Items("recurrent"))
        {
            json.RejectUnknown("input", "output", "reset", "every");
            json.OneOf("reset", ["zeros"]);
            var every = json.Int("every", 1, 1_000_000) ?? 0;
            if (json.String("input", required: true) is { } input && json.String("output", required: true) is { } output)
                list.Add(new RecurrentSpec(input, output, every, json.Path));
        }

        return list;
    }

    private static List<OutputSpec> ReadOutputs(JsonCursor extension)
    {
        var list = new List<OutputSpec>();
        if (extension.Object("outputs") is not { } outputs)
            return list;
        foreach (var (name, value) in outputs.Properties())
        {
            if (outputs.Object(name) is not { } json)
                continue;
            if (json.OneOf("role", OutputRoles, required: true) is not { } role)
                continue;
            json.RejectUnknown(["role", .. SignalReader.Fields(role)]);
            if (role is ProgressRole or SuccessRole or ConfidenceRole && list.Any(o => o.Role == role))
                json.FailAt("role", $"one output for {role}", "a second one");
            list.Add(new OutputSpec(name, role, value.Path));
        }

        return list;
    }

    private static ResidualSpec ReadResidual(JsonCursor extension)
    {
        var json = extension.Object("residual") ?? extension.Empty("residual");
        json.RejectUnknown("scale", "limit", "budget");
        var scale = json.Number("scale", 0, 10) ?? 0.1;
        return new ResidualSpec(scale, json.Number("limit", 0, 10) ?? scale, json.Number("budget", 1e-5, 0.1) ?? 0.002);
    }

    private static (string, int)? ReadConfidence(JsonCursor extension, PolicyManifest manifest)
    {
        if (extension.Object("confidence") is not { } json)
            return null;
        json.RejectUnknown("logits", "bins");
        if (manifest.Denoiser is not null || extension.IsPresent("spline"))
            json.Fail("a policy of one graph that answers with actions", "another");
        var bins = json.Int("bins", 2, MaxBins) ?? 11;
        return json.String("logits", required: true) is { } logits ? (logits, bins) : null;
    }
}
