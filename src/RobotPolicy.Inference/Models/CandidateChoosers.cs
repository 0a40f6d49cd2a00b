using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Roles;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Noise;
using RobotPolicy.Inference.Selection;

namespace RobotPolicy.Inference.Models;

/// <summary>Makes the chooser that a package asks for, with the graphs that it needs.</summary>
internal static class CandidateChoosers
{
    // Noise of different use must not be the same noise.
    private const ulong WeakStream = 0x9E3779B97F4A7C15;
    private const ulong RewardStream = 0xC2B2AE3D27D4EB4F;

    /// <summary>The chooser, or <see langword="null"/> and errors.</summary>
    public static ICandidateChooser? Create(ChooserParts parts, ICollection<PackageError> errors) => parts.Manifest.Candidates.Choose switch
    {
        CandidateChoice.PastTokens => new PastTokensChooser(parts.Prior!),
        CandidateChoice.Bidirectional => CreateBidirectional(parts, errors),
        CandidateChoice.Reward => CreateReward(parts, errors),
        CandidateChoice.Value => CreateValue(parts, errors),
        _ => new FirstChooser(),
    };

    private static BidirectionalChooser? CreateBidirectional(ChooserParts parts, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var (spec, sampler) = (parts.Manifest.Candidates, parts.Sampler);
        WeakSampler? weak = null;
        if (parts.Opened.Find(GraphRolesReader.WeakDenoiser) is { } found
            && OnnxDenoiser.Create(parts, found, sampler.Rows, sampler.Spec.IsGuided, errors) is { } denoiser
            && Sampler.Create(sampler.Spec, parts.Layout.Shape, errors) is { } second)
            weak = new WeakSampler(denoiser, second, new GaussianNoise(parts.Seed ^ WeakStream));
        return errors.Count != before ? null
            : new BidirectionalChooser(parts.Prior!, spec.Decay, weak, spec.Count, sampler.OutputActions, sampler.Shape.ActionSize);
    }

    private static RewardChooser? CreateReward(ChooserParts parts, ICollection<PackageError> errors)
    {
        var (spec, shape) = (parts.Manifest.Candidates, parts.Layout.Shape);
        if (parts.Sampler.Spec is not DiffusionSpec diffusion)
        {
            errors.Add(new PackageError
            {
                File = ManifestReader.FileName,
                Field = CandidatesReader.Field + ".choose",
                Expected = "a sampler with a noise schedule (ddpm, ddim, dpm_solver_pp) for reward",
                Actual = "another",
            });
            return null;
        }

        var rows = RewardChooser.Rows(spec.Count, spec);
        var tuned = OnnxDenoiser.Create(parts, parts.Opened.Find(GraphRolesReader.RewardDenoiser)!.Value, rows, false, errors);
        var reference = OnnxDenoiser.Create(parts, parts.Opened.Find(GraphRolesReader.ReferenceDenoiser)!.Value, rows, false, errors);
        if (tuned is null || reference is null)
            return null;
        var noise = new GaussianNoise(parts.Seed ^ RewardStream);
        return new RewardChooser(tuned, reference, spec, diffusion.Schedule, shape, noise, noise.Begin);
    }

    private static ValueChooser? CreateValue(ChooserParts parts, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var (spec, shape) = (parts.Manifest.Candidates, parts.Layout.Shape);
        OnnxActionGraph.Role Role((OnnxGraph Graph, string File) found) =>
            new(found.Graph, found.File, parts.Opened.Main!, parts.Manifest.Model!);
        var editor = parts.Opened.Find(GraphRolesReader.Edit) is { } edit
            ? OnnxActionGraph.CreateEditor(parts.Graphs, parts.Encoder, Role(edit), shape, errors)
            : null;
        var rows = parts.Opened.Find(GraphRolesReader.Edit) is null ? spec.Count : 2 * spec.Count;
        var critic = OnnxActionGraph.CreateCritic(
            parts.Graphs, parts.Encoder, Role(parts.Opened.Find(GraphRolesReader.Q)!.Value), shape, rows, errors, out var ensemble);
        if (errors.Count != before || critic is null)
            return null;
        var heads = ValueChooser.PickHeads(ensemble, spec.ValueHeads, parts.Seed);
        return new ValueChooser(editor, critic, spec.EditScale, heads, ensemble, spec.Count, shape.RowLength);
    }
}
