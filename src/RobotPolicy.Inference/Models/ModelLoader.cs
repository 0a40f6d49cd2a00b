using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Roles;

namespace RobotPolicy.Inference.Models;

/// <summary>Opens the graphs of a package and puts them together, or says everything that prevents it.</summary>
internal static class ModelLoader
{
    /// <summary>The model, or <see langword="null"/> and errors.</summary>
    public static LoadedModel? Open(PolicyPackage package, PolicyLoaderOptions options, ICollection<PackageError> errors)
    {
        var opened = OpenedGraphs.Open(package, options.Graph, errors);
        var residual = OpenResidual(package, errors);

        // Graphs are compared with the manifest only where the manifest is sound; else one slip would be reported many times.
        if (errors.Count == 0 && opened.Main is not null)
        {
            if (residual is not null)
                OnnxResidual.Check(package.Manifest, residual, package.Manifest.ResidualFile!, errors);
            var loaded = opened.Denoiser is null
                ? SinglePassLoader.Load(package, opened, options, errors)
                : SampledModelLoader.Load(package, opened, options, errors);
            if (errors.Count == 0 && loaded is { } model)
                return new LoadedModel(model.Model, model.Observation, residual);
        }

        opened.Dispose();
        residual?.Dispose();
        return null;
    }

    /// <summary>On one thread of the processor, the control thread itself: no pool to wake up, no device to wait for.</summary>
    private static OnnxGraph? OpenResidual(PolicyPackage package, ICollection<PackageError> errors) =>
        package.GraphPaths.TryGetValue(GraphRolesReader.Residual, out var path)
            ? OnnxGraph.Open(
                path,
                package.Manifest.ResidualFile!,
                new OnnxGraphOptions { IntraOpThreads = 1, Device = new ExecutionDeviceOptions { Device = ExecutionDevice.Cpu } },
                errors)
            : null;
}
