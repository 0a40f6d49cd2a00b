using RobotPolicy.Inference;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary>What preparing a package came to.</summary>
/// <param name="Path">The package.</param>
/// <param name="Policy">Its policy's name.</param>
/// <param name="Graph">How its graphs were run.</param>
/// <param name="Probe">What the probe said of the device.</param>
/// <param name="Loaded">Times of the load; its policy is disposed.</param>
/// <param name="Graphs">Every graph with its times.</param>
/// <param name="Before">The cache before.</param>
/// <param name="After">The cache after.</param>
internal sealed record Preparation(
    string Path,
    string Policy,
    OnnxGraphOptions Graph,
    string Probe,
    PolicyLoadResult Loaded,
    IReadOnlyList<MeasuredGraph> Graphs,
    EngineCache Before,
    EngineCache After)
{
    /// <summary>What computed it.</summary>
    public ExecutionDeviceOptions Device => Graph.Device;

    /// <summary>Files that were built or written anew.</summary>
    public int Built => After.Since(Before);
}
