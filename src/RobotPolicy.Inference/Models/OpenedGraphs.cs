using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Roles;

namespace RobotPolicy.Inference.Models;

/// <summary>Every graph of a package, opened. Set-up only; whoever makes a model of them owns them.</summary>
internal sealed class OpenedGraphs
{
    private readonly Dictionary<string, (OnnxGraph Graph, string File)> _byRole = [];

    /// <summary>The graph that sees the observation.</summary>
    public OnnxGraph? Main { get; private set; }

    /// <summary>The denoiser of a sampled policy.</summary>
    public OnnxGraph? Denoiser { get; private set; }

    /// <summary>All that could be opened.</summary>
    public IReadOnlyList<OnnxGraph> All { get; private set; } = [];

    /// <summary>Opens as many as there are; errors tell what is wrong with the others.</summary>
    public static OpenedGraphs Open(PolicyPackage package, OnnxGraphOptions options, ICollection<PackageError> errors)
    {
        var manifest = package.Manifest;
        var opened = new OpenedGraphs
        {
            Main = package.ModelPath is { } path ? OnnxGraph.Open(path, manifest.Model!, options, errors) : null,
            Denoiser = package.DenoiserPath is { } other ? OnnxGraph.Open(other, manifest.Denoiser!, options, errors) : null,
        };

        // The residual runs on another thread, and belongs to nobody here.
        foreach (var file in manifest.Graphs.Where(g => g.Role != GraphRolesReader.Residual))
            if (package.GraphPaths.TryGetValue(file.Role, out var third) && OnnxGraph.Open(third, file.File, options, errors) is { } graph)
                opened._byRole.Add(file.Role, (graph, file.File));
        opened.All = [.. new[] { opened.Main, opened.Denoiser }.OfType<OnnxGraph>(), .. opened._byRole.Values.Select(v => v.Graph)];
        return opened;
    }

    /// <summary>The graph of a role with its file, or <see langword="null"/>.</summary>
    public (OnnxGraph Graph, string File)? Find(string role) => _byRole.TryGetValue(role, out var found) ? found : null;

    /// <summary>Lets go of all of them, where no model is made.</summary>
    public void Dispose()
    {
        foreach (var graph in All)
            graph.Dispose();
    }
}
