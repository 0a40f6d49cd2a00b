namespace RobotPolicy.Inference.Roles;

/// <summary>How an output that says how much is done is read. Immutable.</summary>
/// <param name="Accumulates">Whether it is a critic's comparison with the last milestone, −100…100, rather than progress itself.</param>
/// <param name="Every">Inferences from one milestone to the next.</param>
/// <param name="End">Progress beyond which a task is done; <see langword="null"/> where it ends nothing.</param>
internal sealed record ProgressSpec(bool Accumulates = false, int Every = 1, double? End = null);
