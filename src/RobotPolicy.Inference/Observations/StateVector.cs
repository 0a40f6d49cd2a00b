using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Normalization;

namespace RobotPolicy.Inference.Observations;

/// <summary>Joint positions in the policy's order, units and normalisation, for each instant that it looks at, the oldest one first.</summary>
/// <param name="map">From the robot's joints to the vector of one instant.</param>
/// <param name="size">Numbers in that vector.</param>
internal sealed class StateVector(VectorMap map, int size) : IStateInput
{
    public bool TryWrite(Observation observation, Span<float> state)
    {
        for (var step = 0; step < observation.Steps; step++)
            if (!map.TryNormalize(observation.PositionsAt(step), state.IsEmpty ? state : state.Slice(step * size, size)))
                return false;
        return true;
    }

    public void Acted(ReadOnlySpan<float> actions)
    {
    }

    public void Reset()
    {
    }
}
