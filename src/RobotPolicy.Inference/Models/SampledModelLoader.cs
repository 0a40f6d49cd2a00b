using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Selection;

namespace RobotPolicy.Inference.Models;

/// <summary>Puts encoder, denoiser, sampler and chooser together, or says everything that prevents it.</summary>
internal static class SampledModelLoader
{
    public static IActionModel? Load(PolicyPackage package, OpenedGraphs opened, ObservationLayout observation, PolicyLoaderOptions options, ICollection<PackageError> errors)
    {
        var manifest = package.Manifest;
        var (encoder, denoiser) = (opened.Main!, opened.Denoiser!);
        var spec = manifest.Sampler!;
        if (SampledLayout.Create(manifest, encoder, denoiser, manifest.Denoiser!, spec.IsGuided, errors) is not { } layout
            || Sampler.Create(spec, layout.Shape, errors) is not { } sampler)
            return null;

        SampledLayout.CheckRows(sampler.Rows, denoiser, manifest.Denoiser!, errors);
        var past = manifest.Candidates.PastSteps;
        if (past >= sampler.OutputActions)
            Fail(errors, CandidatesReader.Field + ".past_steps", $"at most {sampler.OutputActions - 1}, one less than the actions that the sampler yields", $"{past}");
        if (past > 0 && manifest.Continuation is not null)
            Fail(errors, manifest.Continuation.Field + ".conditioning", "none for chunks that begin in the past", $"{manifest.Continuation.Conditioning}");
        var chunk = Math.Max(1, sampler.OutputActions - past);
        if (manifest.ChunkSize is { } stated && stated != chunk)
            Fail(errors, "chunk_size", $"{chunk}, the actions that the sampler yields", $"{stated}");

        // The buffer moves up by as many actions with every inference; if the robot does not, they drift apart.
        var execute = manifest.ActionSteps ?? chunk;
        if (spec is RollingSpec rolling && execute != rolling.ActionSteps)
            Fail(errors, manifest.ActionStepsField, $"{rolling.ActionSteps}, the actions that leave the rolling buffer with every inference", $"{execute}");
        var continuation = ChunkContinuation.Create(manifest.Continuation, execute, sampler, errors);
        if (errors.Count > 0)
            return null;

        var graphs = new GraphSet(opened.All, options.TimeProvider);
        var outputs = new EncoderOutputs(encoder);
        var prior = continuation is null && manifest.Candidates.Choose is not (CandidateChoice.Bidirectional or CandidateChoice.PastTokens)
            ? null
            : new NormalizedPrior(sampler.OutputActions, layout.Shape.ActionSize, past);
        var parts = new ChooserParts(manifest, opened, graphs, outputs, layout, sampler, prior, options.NoiseSeed);
        if (CandidateChoosers.Create(parts, errors) is not { } chooser)
            return null;
        return new SampledModel(
            graphs,
            encoder,
            new OnnxDenoiser(graphs, outputs, denoiser, layout, sampler.Rows, sampler.Shape.Candidates),
            observation,
            sampler,
            continuation,
            chooser,
            new CandidateBatch(sampler.Shape.Candidates, chooser.AddedRows, sampler.OutputActions, sampler.Shape.ActionSize, past),
            prior,
            options.NoiseSeed);
    }

    private static void Fail(ICollection<PackageError> errors, string field, string expected, string actual) =>
        errors.Add(new PackageError { File = ManifestReader.FileName, Field = field, Expected = expected, Actual = actual });
}
