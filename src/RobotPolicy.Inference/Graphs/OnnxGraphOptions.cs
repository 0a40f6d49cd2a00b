using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Inference.Graphs;

/// <summary>How a graph is run.</summary>
public sealed record OnnxGraphOptions
{
    /// <summary>Whether idle workers wait by spinning: they would take the cores that the control thread shares with them.</summary>
    public const bool SpinsWhenIdle = false;

    /// <summary>
    /// Threads that compute one operator, the calling thread among them; 1…64. Take the number of cores that are truly reserved
    /// for inference: on shared cores more threads are slower than one.
    /// </summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Where it is run.</summary>
    public ExecutionDeviceOptions Device { get; init; } = new();

    /// <summary>Counts its runs; <see langword="null"/> where nobody wants to know.</summary>
    public GraphMeter? Meter { get; init; }
}
