using RobotPolicy.Inference;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>The one place where it is decided how packages are loaded on a device.</summary>
/// <param name="inferenceThreads">Threads that one inference may use.</param>
/// <param name="time">Clock.</param>
public sealed class PolicyLoaderSettings(int inferenceThreads, TimeProvider time)
{
    /// <summary>The processor.</summary>
    public const string Cpu = "cpu";

    /// <summary>Devices in the order in which they are tried.</summary>
    public IReadOnlyList<string> Devices { get; } = [Cpu];

    /// <summary>Settings for one load.</summary>
    /// <param name="device">One of <see cref="Devices"/>.</param>
    /// <param name="onStage">Told when a stage begins.</param>
    public PolicyLoaderOptions Create(string device, Action<PolicyLoadStage>? onStage = null) => device == Cpu
        ? new PolicyLoaderOptions
        {
            Graph = new OnnxGraphOptions { IntraOpThreads = inferenceThreads },
            TimeProvider = time,
            OnStage = onStage,
        }
        : throw new ArgumentOutOfRangeException(nameof(device), device, "Unknown device.");
}
