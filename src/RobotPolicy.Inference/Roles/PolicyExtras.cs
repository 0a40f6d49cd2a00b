using RobotPolicy.Control.Model;

namespace RobotPolicy.Inference.Roles;

/// <summary>
/// What the last inference that came to something said beside actions. Allocated once and filled again by every inference; read by
/// the inference thread, or between two inferences.
/// </summary>
public sealed class PolicyExtras
{
    /// <summary>Progress, success and confidence.</summary>
    public PolicySignals Signals { get; internal set; } = PolicySignals.None;

    /// <summary>Further outputs of the graphs.</summary>
    public IReadOnlyList<ExtraTensor> Tensors { get; internal set; } = [];

    /// <summary>Inferences that filled it since the policy was loaded.</summary>
    public long Count { get; internal set; }

    /// <summary>The candidate that was picked; 0 where there is only one.</summary>
    public int Picked { get; internal set; }

    /// <summary>Score of every candidate, the highest was picked; −∞ for those that were ruled out. Empty where there is only one.</summary>
    public ReadOnlyMemory<float> Scores { get; internal set; }

    /// <summary>Network calls for a noise level that no graph was made for, since the policy was loaded.</summary>
    public long ExpertMisses { get; internal set; }

    /// <summary>Actions that a confident class replaced, since the policy was loaded.</summary>
    public long CorrectedActions { get; internal set; }
}
