using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Roles;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Selection;

namespace RobotPolicy.Inference.Models;

/// <summary>Puts encoder, denoisers, sampler and chooser together, or says everything that prevents it.</summary>
internal static class SampledModelLoader
{
    public static (IActionModel Model, ObservationLayout Observation)? Load(
        PolicyPackage package, OpenedGraphs opened, PolicyLoaderOptions options, ICollection<PackageError> errors)
    {
        var manifest = package.Manifest;
        var (encoder, denoiser) = (opened.Main!, opened.Denoiser!);
        var spec = manifest.Sampler!;
        var recurrent = RecurrentState.Find(manifest.Roles, encoder);
        RecurrentState.Check(recurrent, encoder, new GraphCheck(manifest.Model!, errors));
        RecurrentRoles.CheckUsed(manifest.Roles, [encoder], errors);
        var observation = GraphLayout.CreateObservation(package, encoder, errors, fed: [.. recurrent.Select(r => r.Input)]);
        ExtraOutputs.Check(manifest.Roles, [encoder], errors);
        EmbeddingOutput.Check(manifest.Failure, [encoder], errors);
        var verified = Verifier.Check(manifest, opened, errors);
        var chosen = Selector.Check(manifest, opened, errors);
        if (SampledLayout.Create(manifest, encoder, denoiser, manifest.Denoiser!, spec.IsGuided, errors) is not { } layout
            || Sampler.Create(spec, layout.Shape, errors) is not { } sampler)
            return null;

        SampledLayout.CheckRows(sampler.Rows, denoiser, manifest.Denoiser!, errors);
        var continuation = CheckChunk(manifest, sampler, errors);
        if (errors.Count > 0)
            return null;

        var graphs = new GraphSet(opened.All, options.TimeProvider);
        var outputs = new EncoderOutputs(encoder);
        var past = manifest.Candidates.PastSteps;
        var prior = continuation is null && manifest.Candidates.Choose is not (CandidateChoice.Bidirectional or CandidateChoice.PastTokens)
            ? null
            : new NormalizedPrior(sampler.OutputActions, layout.Shape.ActionSize, past);
        var parts = new ChooserParts(manifest, opened, graphs, outputs, layout, sampler, prior, options.NoiseSeed);
        var chooser = CandidateChoosers.Create(parts, errors);
        var experts = ExpertDenoisers.Create(parts, errors);
        if (errors.Count > 0 || chooser is null || experts is null)
            return null;
        var model = new SampledModel(
            graphs,
            encoder,
            experts,
            BoundObservation.Bind(encoder, observation),
            sampler,
            continuation,
            chooser,
            new CandidateBatch(sampler.Shape.Candidates, chooser.AddedRows, sampler.OutputActions, sampler.Shape.ActionSize, past),
            prior,
            RecurrentState.Bind(recurrent, encoder),
            ExtraOutputs.Bind(manifest.Roles, [(encoder, outputs)], Verifier.Bind(manifest.Roles, opened, outputs, verified)),
            EmbeddingOutput.Bind(manifest.Failure, [(encoder, outputs)]),
            Selector.Bind(manifest.Roles, opened, outputs, chosen),
            options.NoiseSeed);
        return (model, observation);
    }

    /// <summary>What the manifest says about chunks against what the sampler yields.</summary>
    private static ChunkContinuation? CheckChunk(PolicyManifest manifest, Sampler sampler, ICollection<PackageError> errors)
    {
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
        if (sampler.Spec is RollingSpec rolling && execute != rolling.ActionSteps)
            Fail(errors, manifest.ActionStepsField, $"{rolling.ActionSteps}, the actions that leave the rolling buffer with every inference", $"{execute}");
        return ChunkContinuation.Create(manifest.Continuation, execute, sampler, errors);
    }

    private static void Fail(ICollection<PackageError> errors, string field, string expected, string actual) =>
        errors.Add(new PackageError { File = ManifestReader.FileName, Field = field, Expected = expected, Actual = actual });
}
