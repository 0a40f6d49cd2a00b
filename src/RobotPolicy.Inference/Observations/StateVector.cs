using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Normalization;

namespace RobotPolicy.Inference.Observations;

/// <summary>Joint positions in the policy's order, units and normalisation.</summary>
internal sealed class StateVector(VectorMap map) : IStateInput
{
    public bool TryWrite(Observation observation, Span<float> state) => map.TryNormalize(observation.Positions, state);

    public void Acted(ReadOnlySpan<float> actions)
    {
    }

    public void Reset()
    {
    }
}
