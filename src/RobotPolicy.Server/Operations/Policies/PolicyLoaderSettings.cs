using RobotPolicy.Inference;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>The one place where it is decided how packages are loaded on a device.</summary>
/// <param name="inferenceThreads">Threads that one inference may use.</param>
/// <param name="device">What computes them; whether the processor may stand in for it is part of it.</param>
/// <param name="time">Clock.</param>
/// <param name="actionInterval">Time from one action to the next for packages that do not state it.</param>
/// <param name="enterThread">See <see cref="EnterThread"/>.</param>
public sealed class PolicyLoaderSettings(
    int inferenceThreads, ExecutionDeviceOptions device, TimeProvider time, TimeSpan? actionInterval = null, Action? enterThread = null)
{
    /// <summary>
    /// What a thread that computes policies calls first: the inference thread, and the one that loads a package, since the native threads
    /// that it starts keep its cores. <see langword="null"/> for nothing.
    /// </summary>
    public Action? EnterThread { get; } = enterThread;

    /// <summary>Devices in the order in which they are tried.</summary>
    public IReadOnlyList<string> Devices { get; } = [device.ToString()];

    /// <summary>Settings for one load.</summary>
    /// <param name="name">One of <see cref="Devices"/>.</param>
    /// <param name="onStage">Told when a stage begins.</param>
    public PolicyLoaderOptions Create(string name, Action<PolicyLoadStage>? onStage = null) => Devices.Contains(name)
        ? new PolicyLoaderOptions
        {
            Graph = new OnnxGraphOptions { IntraOpThreads = inferenceThreads, Device = device },
            TimeProvider = time,
            ActionInterval = actionInterval,
            OnStage = onStage,
        }
        : throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown device.");
}
