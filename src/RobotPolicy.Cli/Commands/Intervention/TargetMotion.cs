using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary>A motion to a joint position, absolute or by a difference from where the robot was when it was taken over.</summary>
internal sealed class TargetMotion
{
    private readonly double[] _values;
    private readonly string[] _names;
    private readonly int[] _indices;
    private readonly bool _by;
    private double[]? _origin;
    private bool _referenced;

    /// <param name="robot">Names the joints.</param>
    /// <param name="values">Positions or differences; rad or m.</param>
    /// <param name="names">Joints; empty for all in the robot's order.</param>
    /// <param name="by">Whether the values are differences.</param>
    public TargetMotion(Robot robot, double[] values, string[] names, bool by)
    {
        _values = values;
        _names = names;
        _by = by;
        if (names.Length == 0 && values.Length != robot.Joints.Count)
            throw CommandException.Usage($"position: the robot has {robot.Joints.Count} joints, got {values.Length} values.");
        var order = robot.Joints.Select(joint => joint.Name).ToList();
        _indices = names.Length == 0 ? [.. Enumerable.Range(0, values.Length)] : [.. names.Select(name => order.IndexOf(name))];
        if (Array.IndexOf(_indices, -1) is >= 0 and var unknown)
            throw CommandException.Usage($"position: the robot has no joint {names[unknown]}; it has {string.Join(", ", order)}.");
    }

    /// <summary>
    /// The next command. A difference begins with an engaged zero: the robot takes the first engaged target for where the arm is.
    /// </summary>
    public HumanCommand Command(bool engaged)
    {
        var values = _by && !_referenced ? new double[_values.Length] : _values;
        _referenced |= engaged;
        return new HumanCommand { Engaged = engaged, Target = new JointTarget { Positions = { values }, Joints = { _names }, Absolute = !_by } };
    }

    /// <summary>Whether the robot commands what was asked for.</summary>
    public bool Arrived(InterventionState state, double tolerance)
    {
        if (state.Command.Count <= _indices.Max())
            return false;
        _origin ??= _by ? [.. state.Command] : new double[state.Command.Count];
        for (var i = 0; i < _indices.Length; i++)
        {
            if (Math.Abs(state.Command[_indices[i]] - _origin[_indices[i]] - _values[i]) > tolerance)
                return false;
        }

        return true;
    }
}
