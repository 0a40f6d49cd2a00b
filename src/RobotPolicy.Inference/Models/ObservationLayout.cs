using RobotPolicy.Control.Observations;
using RobotPolicy.Inference.Goals;

namespace RobotPolicy.Inference.Models;

/// <summary>Which inputs of a graph stand for the observation. Immutable.</summary>
/// <param name="StateInput">Input of the state vector, or <see langword="null"/> where the policy looks at pictures only.</param>
/// <param name="StateShape">Its shape with every dimension fixed; empty where there is none.</param>
/// <param name="Images">Inputs of the cameras, in the manifest's order.</param>
/// <param name="Goals">Inputs that a goal fills, or <see langword="null"/> where the policy takes none.</param>
internal sealed record ObservationLayout(
    string? StateInput,
    long[] StateShape,
    IReadOnlyList<(string Input, long[] Shape, ImageTensorSpec Spec)> Images,
    GoalLayout? Goals);
