using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Inference.Models;

/// <summary>Opens the graphs of a package and puts them together, or says everything that prevents it.</summary>
internal static class ModelLoader
{
    /// <summary>The model with its observation layout, or <see langword="null"/> and errors.</summary>
    public static (IActionModel Model, ObservationLayout Observation)? Open(PolicyPackage package, PolicyLoaderOptions options, ICollection<PackageError> errors)
    {
        var manifest = package.Manifest;
        var graph = package.ModelPath is { } path ? OnnxGraph.Open(path, manifest.Model!, options.Graph, errors) : null;
        var denoiser = package.DenoiserPath is { } other ? OnnxGraph.Open(other, manifest.Denoiser!, options.Graph, errors) : null;

        // Graphs are compared with the manifest only where the manifest is sound; else one slip would be reported many times.
        if (graph is not null && errors.Count == 0)
        {
            if (denoiser is not null)
            {
                if (Sampled(package, graph, denoiser, options, errors) is { } sampled)
                    return sampled;
            }
            else if (GraphLayout.Create(package, graph, errors) is { } layout)
            {
                ChunkContinuation.Create(manifest.Continuation, manifest.ActionSteps ?? layout.ChunkSize, null, errors);
                if (errors.Count == 0)
                    return (new SinglePassModel(graph, layout, options.TimeProvider), layout.Observation);
            }
        }

        graph?.Dispose();
        denoiser?.Dispose();
        return null;
    }

    private static (IActionModel, ObservationLayout)? Sampled(
        PolicyPackage package, OnnxGraph encoder, OnnxGraph denoiser, PolicyLoaderOptions options, ICollection<PackageError> errors)
    {
        var manifest = package.Manifest;
        var spec = manifest.Sampler!;
        if (SampledLayout.Create(package, encoder, denoiser, spec, errors) is not { } layout
            || Sampler.Create(spec, layout.Shape, errors) is not { } sampler)
            return null;

        SampledLayout.CheckRows(sampler, denoiser, manifest.Denoiser!, errors);
        if (manifest.ChunkSize is { } stated && stated != sampler.OutputActions)
            errors.Add(new PackageError
            {
                File = ManifestReader.FileName,
                Field = "chunk_size",
                Expected = $"{sampler.OutputActions}, the actions that the sampler yields",
                Actual = $"{stated}",
            });
        var continuation = ChunkContinuation.Create(manifest.Continuation, manifest.ActionSteps ?? sampler.OutputActions, sampler, errors);
        if (errors.Count > 0)
            return null;

        var model = new SampledModel(encoder, denoiser, layout, sampler, continuation, options.NoiseSeed, options.TimeProvider);
        return (model, layout.Observation);
    }
}
