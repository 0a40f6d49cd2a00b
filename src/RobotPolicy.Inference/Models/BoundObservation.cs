using RobotPolicy.Inference.Goals;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Models;

/// <summary>Where an observation goes: the bound inputs of one graph.</summary>
/// <param name="State">Normalised state vector; empty where the graph does not look at it.</param>
/// <param name="Images">Normalised pictures, in the order of the layout.</param>
/// <param name="Goals">What a goal fills; <see langword="null"/> where the graph takes none.</param>
internal sealed record BoundObservation(Memory<float> State, IReadOnlyList<Memory<float>> Images, GoalInputs? Goals)
{
    /// <summary>Binds the inputs of a graph.</summary>
    public static BoundObservation Bind(OnnxGraph graph, ObservationLayout layout) => new(
        layout.StateInput is { } state ? graph.BindInput(state, layout.StateShape) : Memory<float>.Empty,
        [.. layout.Images.Select(i => graph.BindInput(i.Input, i.Shape))],
        GoalInputs.Bind(graph, layout.Goals));
}
