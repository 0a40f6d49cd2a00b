namespace RobotPolicy.Inference.Actions;

/// <summary>
/// Turns actions into joint positions by anchoring them to the observed state, and back. It works on vectors in the robot's order
/// and units. Whatever merges chunks sees positions only: numbers that are relative to different states must never be mixed.
/// Immutable; allocates nothing.
/// </summary>
internal sealed class ActionAnchor
{
    private readonly ActionRepresentation _representation;
    private readonly int[] _joints;
    private readonly double _scale;

    /// <param name="representation">What the numbers mean.</param>
    /// <param name="joints">The robot's joints to which that applies; all others are positions already.</param>
    /// <param name="intervalSeconds">Time from one action to the next.</param>
    public ActionAnchor(ActionRepresentation representation, IEnumerable<int> joints, double intervalSeconds)
    {
        _representation = representation;
        _joints = representation == ActionRepresentation.Absolute ? [] : [.. joints];
        _scale = representation == ActionRepresentation.Velocity ? intervalSeconds : 1;
    }

    /// <summary>Makes positions of actions, in place.</summary>
    /// <param name="actions">Row-major [step, joint], the observation's own step first.</param>
    /// <param name="state">Observed joint positions; their number is that of the columns.</param>
    public void ToPositions(Span<double> actions, ReadOnlySpan<double> state)
    {
        if (_joints.Length == 0)
            return;
        var before = state;
        for (; !actions.IsEmpty; actions = actions[state.Length..])
        {
            foreach (var joint in _joints)
                actions[joint] = before[joint] + (actions[joint] * _scale);
            if (_representation != ActionRepresentation.Relative)
                before = actions[..state.Length];
        }
    }

    /// <summary>The action that leads to a position: the inverse of <see cref="ToPositions"/>, one row at a time.</summary>
    /// <param name="position">The position.</param>
    /// <param name="before">The position one step earlier: the observed one for a chunk's first action.</param>
    /// <param name="state">Observed joint positions.</param>
    /// <param name="action">Receives the action.</param>
    public void ToAction(ReadOnlySpan<double> position, ReadOnlySpan<double> before, ReadOnlySpan<double> state, Span<double> action)
    {
        position.CopyTo(action);
        var origin = _representation == ActionRepresentation.Relative ? state : before;
        foreach (var joint in _joints)
            action[joint] = (position[joint] - origin[joint]) / _scale;
    }

    /// <summary>Whether an action says something only together with the position one step earlier.</summary>
    public bool NeedsPositionBefore => _joints.Length > 0 && _representation != ActionRepresentation.Relative;
}
