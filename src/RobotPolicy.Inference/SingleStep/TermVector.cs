using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Observations;

namespace RobotPolicy.Inference.SingleStep;

/// <summary>The observation vector of a single-step policy, put together from its named terms.</summary>
internal sealed class TermVector : IStateInput
{
    private readonly ObservationTerm[] _terms;
    private readonly int[] _joints;
    private readonly double[] _defaults;
    private readonly double[] _units;
    private readonly double[] _command;
    private readonly float[] _lastAction;

    /// <param name="spec">Its terms.</param>
    /// <param name="joints">The robot's joint behind each joint of the policy.</param>
    /// <param name="units">Policy units in one unit of each of these joints.</param>
    public TermVector(SingleStepSpec spec, IReadOnlyList<int> joints, IReadOnlyList<double> units)
    {
        _terms = [.. spec.Terms];
        _joints = [.. joints];
        _defaults = [.. spec.DefaultPositions];
        _units = [.. units];
        _command = [.. spec.Command];
        _lastAction = new float[spec.ActionScale.Count];
    }

    public bool TryWrite(Observation observation, Span<float> state)
    {
        foreach (var term in _terms)
        {
            var part = state[..term.Size];
            state = state[term.Size..];
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = (float)(term.Scale * term.Kind switch
                {
                    ObservationTermKind.JointPosition => (observation.Positions[_joints[i]] * _units[i]) - _defaults[i],
                    ObservationTermKind.JointVelocity => observation.Velocities[_joints[i]] * _units[i],
                    ObservationTermKind.LastAction => _lastAction[i],
                    _ => _command[i],
                });
                if (!float.IsFinite(part[i]))
                    return false;
            }
        }

        return true;
    }

    public void Acted(ReadOnlySpan<float> actions) => actions[.._lastAction.Length].CopyTo(_lastAction);

    public void Reset() => _lastAction.AsSpan().Clear();
}
