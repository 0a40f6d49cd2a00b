using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Selection;

namespace RobotPolicy.Inference.Roles;

/// <summary>Reads <c>x-robotpolicy.graphs</c>: which graph of a package plays which part.</summary>
internal static class GraphRolesReader
{
    public const string WeakDenoiser = "weak_denoiser";
    public const string RewardDenoiser = "reward_denoiser";
    public const string ReferenceDenoiser = "reference_denoiser";
    public const string Edit = "edit";
    public const string Q = "q";
    public const string Planner = "planner";
    public const string Actor = "actor";
    public const string Residual = "residual";
    public const string Variants = "denoiser_variants";
    public const string Verifier = "verifier";
    public const string Selector = "selector";

    /// <summary>The graph that sees the observation, where this section names it instead of <c>artifacts</c>.</summary>
    public static (string? Path, string Field)? ReadMain(JsonCursor? extension)
    {
        if (extension?.Object("graphs") is not { } graphs)
            return null;
        var role = IsSampled(extension.Value, graphs) ? "encoder" : graphs.IsPresent(Planner) || graphs.IsPresent(Actor) ? Actor : null;
        return role is null ? null : (graphs.String(role, required: true), $"{graphs.Path}.{role}");
    }

    /// <summary>The manifest with its other graphs, the sampler and the candidates.</summary>
    public static PolicyManifest Read(JsonCursor extension, PolicyManifest manifest)
    {
        var candidates = CandidatesReader.Read(extension);
        manifest = manifest with { Candidates = candidates };
        if (extension.Object("graphs") is not { } graphs)
        {
            if (extension.IsPresent("sampler"))
                extension.FailAt("graphs", "the encoder and the denoiser that the sampler calls", "nothing");
            return CheckCandidates(extension, manifest);
        }

        (string[] required, string[] optional) = candidates.Choose switch
        {
            CandidateChoice.Bidirectional => ([], [WeakDenoiser]),
            CandidateChoice.Reward => ([RewardDenoiser, ReferenceDenoiser], []),
            CandidateChoice.Value => ((string[])[Q], (string[])[Edit]),
            _ => ([], []),
        };
        var files = new List<GraphFile>();
        foreach (var role in (string[])[.. required, .. optional])
            if (graphs.String(role, required.Contains(role)) is { } file)
                files.Add(new GraphFile(role, file, $"{graphs.Path}.{role}"));
        var sampled = IsSampled(extension, graphs);
        foreach (var role in (string[])[Residual, Verifier, Selector])
            if (graphs.String(role) is { } file)
                files.Add(new GraphFile(role, file, $"{graphs.Path}.{role}"));
        if (!sampled && graphs.IsPresent(Actor) && graphs.String(Planner, required: true) is { } planner)
            files.Add(new GraphFile(Planner, planner, $"{graphs.Path}.{Planner}"));
        string[] own = sampled ? ["encoder", "denoiser", Variants] : [Planner, Actor];
        graphs.RejectUnknown([.. own, Residual, Verifier, Selector, .. required, .. optional]);
        if (sampled)
            manifest = manifest with
            {
                Denoiser = graphs.String("denoiser", required: true),
                Sampler = extension.Object("sampler", required: true) is { } sampler ? SamplerSpecReader.Read(sampler) : null,
            };
        return CheckCandidates(extension, manifest with { Graphs = files });
    }

    private static bool IsSampled(JsonCursor extension, JsonCursor graphs) =>
        graphs.IsPresent("encoder") || graphs.IsPresent("denoiser") || extension.IsPresent("sampler");

    private static PolicyManifest CheckCandidates(JsonCursor extension, PolicyManifest manifest)
    {
        if (!extension.IsPresent("candidates"))
            return manifest;
        if (manifest.Denoiser is null)
            extension.FailAt("candidates", "a sampler, which alone can sample several chunks", "none");
        if (manifest.Sampler is RollingSpec)
            extension.FailAt("candidates", "a sampler that begins anew with each chunk", "a rolling buffer, which goes on from the chunk that it gave");
        return manifest;
    }
}
