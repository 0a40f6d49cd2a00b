using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Models;

/// <summary>Opens the graphs of a package and puts them together, or says everything that prevents it.</summary>
internal static class ModelLoader
{
    /// <summary>The model with its observation layout, or <see langword="null"/> and errors.</summary>
    public static (IActionModel Model, ObservationLayout Observation)? Open(PolicyPackage package, PolicyLoaderOptions options, ICollection<PackageError> errors)
    {
        var opened = OpenedGraphs.Open(package, options.Graph, errors);

        // Graphs are compared with the manifest only where the manifest is sound; else one slip would be reported many times.
        if (errors.Count == 0 && opened.Main is { } graph)
        {
            if (opened.Denoiser is not null)
            {
                var observation = GraphLayout.CreateObservation(package, graph, errors);
                if (SampledModelLoader.Load(package, opened, observation, options, errors) is { } sampled && errors.Count == 0)
                    return (sampled, observation);
            }
            else if (SinglePass(package, graph, options, errors) is { } single)
            {
                return single;
            }
        }

        opened.Dispose();
        return null;
    }

    private static (IActionModel, ObservationLayout)? SinglePass(
        PolicyPackage package, OnnxGraph graph, PolicyLoaderOptions options, ICollection<PackageError> errors)
    {
        var manifest = package.Manifest;
        if (GraphLayout.Create(package, graph, errors) is not { } layout)
            return null;
        ChunkContinuation.Create(manifest.Continuation, manifest.ActionSteps ?? layout.ChunkSize, null, errors);
        return errors.Count > 0
            ? null
            : (new SinglePassModel(graph, layout, options.TimeProvider), layout.Observation);
    }
}
