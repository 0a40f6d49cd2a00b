using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Data.Replay;

/// <summary>A policy as it is replayed.</summary>
/// <param name="Name">Name of its package.</param>
/// <param name="Policy">The policy; stays its source's to dispose.</param>
/// <param name="Binding">Which joints and cameras it needs.</param>
public sealed record ReplayPolicy(string Name, IPolicy Policy, PolicyBinding Binding)
{
    /// <summary>Judges every inference; nobody unless told.</summary>
    public IFailureMonitor? Monitor { get; init; }

    /// <summary>Names of the monitor's scores; <see langword="null"/> without one.</summary>
    public IReadOnlyList<string>? Scores { get; init; }

    /// <summary>Sees every answer; nobody unless told.</summary>
    public IInferenceSink? Sink { get; init; }

    /// <summary>What the policy adds to its targets at control rate; nothing unless told.</summary>
    public PolicyCorrection? Correction { get; init; }

    /// <summary>Hash of the package as it was loaded; empty where it is not known.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Whether it is the recorded package, bit by bit.</summary>
    public bool IsRecorded { get; init; } = true;
}
