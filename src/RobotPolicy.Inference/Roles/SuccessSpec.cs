using RobotPolicy.Control.Model;

namespace RobotPolicy.Inference.Roles;

/// <summary>How an output that says whether the task is done is read. Immutable.</summary>
/// <param name="IsLogit">Whether it is a logit, of which σ(x) = 1/(1 + e⁻ˣ) makes a probability.</param>
/// <param name="Rule">When it ends a task.</param>
internal sealed record SuccessSpec(bool IsLogit, SuccessRule Rule);
