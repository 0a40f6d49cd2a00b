using RobotPolicy.Control.Observations;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference;

/// <summary>How a policy is loaded.</summary>
public sealed record PolicyLoaderOptions
{
    /// <summary>How its graph is run.</summary>
    public OnnxGraphOptions Graph { get; init; } = new();

    /// <summary>
    /// Finds out whether the device works before anything is put on it; <see langword="null"/> starts this program a second time
    /// for it (<see cref="ChildDeviceProbe.OfThisProgram"/>). The processor needs none.
    /// </summary>
    public IDeviceProbe? DeviceProbe { get; init; }

    /// <summary>
    /// Time from one action to the next for packages that do not state it (<c>x-robotpolicy.action.dt</c>); 1 ms…1 s. Without
    /// either, loading fails: nothing can be assumed about how fast a chunk is meant.
    /// </summary>
    public TimeSpan? ActionInterval { get; init; }

    /// <summary>
    /// Executor to use instead of the package's own, as <c>x-robotpolicy.executor</c> of a manifest states it (a JSON object);
    /// <see langword="null"/> leaves it to the package.
    /// </summary>
    public string? Executor { get; init; }

    /// <summary>
    /// Seed of a sampled policy's noise. Together with the number of an inference it determines its noise bit for bit, so it
    /// belongs into the record of a run.
    /// </summary>
    public ulong NoiseSeed { get; init; }

    /// <summary>
    /// Turns goal pictures into tensors, apart from the pictures of cameras, since goals are prepared while the policy infers;
    /// without it no package that takes goal pictures is loaded.
    /// </summary>
    public IImagePreprocessor? GoalImages { get; init; }

    /// <summary>
    /// Whether a policy whose monitor has no calibration, or one of another package, is an error; else it is loaded, and the monitor
    /// says that it cannot tell.
    /// </summary>
    public bool RequireCalibration { get; init; }

    /// <summary>Whether the package's calibration is left alone, as whoever makes a new one wants it.</summary>
    public bool IgnoreCalibration { get; init; }

    /// <summary>
    /// Whether the scores of the package's monitor are left out, and with them files that may not exist yet: for whoever makes the
    /// rollouts that they are made from.
    /// </summary>
    public bool WithoutMonitor { get; init; }

    /// <summary>Inferences on synthetic input before the policy is handed out; 2…100.</summary>
    public int WarmUpRuns { get; init; } = 5;

    /// <summary>
    /// After this time of warm-up a policy on the processor is handed out, with one inference made at least: what is left to gain then is
    /// little beside what a slow network takes. A device always makes all of them, since it tries out kernels and captures its graph meanwhile.
    /// </summary>
    public TimeSpan WarmUpTime { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Told when a stage begins, on the loading thread; <see langword="null"/> where nobody listens.</summary>
    public Action<PolicyLoadStage>? OnStage { get; init; }

    /// <summary>Clock for measured times.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
