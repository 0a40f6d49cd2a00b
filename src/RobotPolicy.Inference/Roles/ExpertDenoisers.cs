using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Roles;

/// <summary>Binds the general denoiser and those for single noise levels.</summary>
internal static class ExpertDenoisers
{
    /// <summary>The denoisers, or <see langword="null"/> and errors.</summary>
    public static ExpertDenoiser? Create(ChooserParts parts, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var (manifest, sampler, shape) = (parts.Manifest, parts.Sampler, parts.Layout.Shape);
        var experts = new List<(string, int, OnnxDenoiser)>();
        foreach (var spec in manifest.Roles.Variants)
        {
            if (spec.Evaluation >= sampler.Evaluations)
                errors.Add(new PackageError
                {
                    File = ManifestReader.FileName,
                    Field = $"{spec.Role}.sigma_index",
                    Expected = $"at most {sampler.Evaluations - 1}, the last network call of the sampler",
                    Actual = $"{spec.Evaluation}",
                });
            if (parts.Opened.Find(spec.Role) is { } found
                && OnnxDenoiser.Create(parts, found, sampler.Rows, sampler.Spec.IsGuided, errors) is { } denoiser)
                experts.Add((spec.Goal, spec.Evaluation, denoiser));
        }

        if (errors.Count != before)
            return null;
        var general = new OnnxDenoiser(parts.Graphs, parts.Encoder, parts.Opened.Denoiser!, parts.Layout, sampler.Rows, shape.Candidates);
        return new ExpertDenoiser(general, experts, sampler.Evaluations);
    }
}
