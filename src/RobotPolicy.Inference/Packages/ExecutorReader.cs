using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Sampling.Chunking;

namespace RobotPolicy.Inference.Packages;

/// <summary>Reads <c>x-robotpolicy.executor</c>: how chunks of this policy become motion.</summary>
internal static class ExecutorReader
{
    private static readonly (string Text, ExecutorKind Kind)[] Kinds =
    [
        ("receding_horizon", ExecutorKind.RecedingHorizon),
        ("temporal_ensemble", ExecutorKind.TemporalEnsemble),
        ("real_time_chunking", ExecutorKind.RealTimeChunking),
        ("asynchronous", ExecutorKind.Asynchronous),
        ("streaming", ExecutorKind.Streaming),
    ];

    private static readonly (string Text, MergeRule Rule)[] Rules =
    [
        ("latest_only", MergeRule.LatestOnly),
        ("weighted_average", MergeRule.WeightedAverage),
        ("average", MergeRule.Average),
        ("conservative", MergeRule.Conservative),
    ];

    private static readonly (string Text, PrefixSchedule Schedule)[] Schedules =
    [
        ("exponential", PrefixSchedule.Exponential),
        ("linear", PrefixSchedule.Linear),
        ("ones", PrefixSchedule.Ones),
        ("zeros", PrefixSchedule.Zeros),
    ];

    /// <summary>The manifest with what a section says that was given beside the package.</summary>
    public static PolicyManifest Override(string section, PolicyManifest manifest, ICollection<PackageError> errors) =>
        JsonFile.Parse(System.Text.Encoding.UTF8.GetBytes($"{{\"executor\":{section}}}"), "the executor given as an option", "$", errors) is { } root
            ? Read(root, manifest)
            : manifest;

    /// <summary>The manifest with what its executor section says.</summary>
    public static PolicyManifest Read(JsonCursor extension, PolicyManifest manifest)
    {
        if (extension.Object("executor") is not { } json)
            return manifest;
        var type = json.OneOf("type", [.. Kinds.Select(kind => kind.Text)], required: true);
        var kind = Kinds.FirstOrDefault(known => known.Text == type).Kind;
        json.RejectUnknown(["type", "execute", "interpolation", "discrete", .. Own(kind)]);
        if (json.Int("execute", 1, ManifestReader.MaxChunk) is { } execute)
            manifest = manifest with { ActionSteps = execute, ActionStepsField = json.Path + ".execute" };
        return manifest with
        {
            Executor = kind,
            EnsembleDecay = json.Number("decay", 0, 10),
            Merge = json.Choice("merge", MergeRule.WeightedAverage, Rules),
            RequestShare = json.Number("request_share", 0, 1),
            Interpolation = json.Choice("interpolation", Interpolation.Cubic, ("cubic", Interpolation.Cubic), ("linear", Interpolation.Linear)),
            DiscreteJoints = json.Strings("discrete"),
            Continuation = kind == ExecutorKind.RealTimeChunking ? ReadContinuation(json) : null,
        };
    }

    private static string[] Own(ExecutorKind kind) => kind switch
    {
        ExecutorKind.TemporalEnsemble => ["decay"],
        ExecutorKind.Asynchronous => ["merge", "request_share"],
        ExecutorKind.RealTimeChunking => ["conditioning", "max_delay", "max_weight", "schedule"],
        _ => [],
    };

    private static ContinuationSpec? ReadContinuation(JsonCursor json)
    {
        var conditioning = json.Choice(
            "conditioning",
            ChunkConditioning.None,
            ("none", ChunkConditioning.None),
            ("guidance", ChunkConditioning.Guidance),
            ("prefix", ChunkConditioning.Prefix));
        if (!json.IsPresent("conditioning"))
            json.FailAt("conditioning", "none, guidance or prefix", "nothing");
        var delay = json.Int("max_delay", 1, ManifestReader.MaxChunk, required: conditioning == ChunkConditioning.Prefix);
        if (conditioning == ChunkConditioning.None)
            return null;
        return new ContinuationSpec
        {
            Conditioning = conditioning,
            MaxDelaySteps = delay ?? 0,
            MaxWeight = json.Number("max_weight", 1e-3, 1e3) ?? 5,
            Schedule = json.Choice("schedule", PrefixSchedule.Exponential, Schedules),
            Field = json.Path,
        };
    }
}
