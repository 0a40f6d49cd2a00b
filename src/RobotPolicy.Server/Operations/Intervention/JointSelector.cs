using System.Globalization;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Intervention;

/// <summary>Turns values with joint names, as a client sends them, into one value per joint of the robot and a mask.</summary>
public sealed class JointSelector(RobotDescription robot)
{
    /// <summary>Joints of the robot.</summary>
    public int Count => robot.Joints.Count;

    /// <summary>Places values.</summary>
    /// <param name="field">Path of the values, such as <c>target.positions</c>.</param>
    /// <param name="values">One per name, or one per joint of the robot where there are no names; finite.</param>
    /// <param name="namesField">Path of the names.</param>
    /// <param name="names">Joints, each at most once; empty for all in the order of the robot.</param>
    /// <param name="placed">Receives one value per joint of the robot; 0 for those that are not named.</param>
    /// <returns>Bit per joint that is named.</returns>
    /// <exception cref="OperationException">What is wrong, field by field.</exception>
    public ulong Place(
        string field, IReadOnlyList<double> values, string namesField, IReadOnlyList<string> names, Span<double> placed)
    {
        var errors = new List<FieldError>();
        var expected = names.Count == 0 ? Count : names.Count;
        if (values.Count != expected)
            errors.Add(new FieldError(field, $"{expected} values", Text(values.Count)));
        if (names.Count > Count)
            errors.Add(new FieldError(namesField, $"at most {Count} names", Text(names.Count)));
        if (errors.Count > 0)
            throw OperationException.Invalid(errors);

        placed.Clear();
        var mask = 0UL;
        for (var i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i]))
                errors.Add(new FieldError($"{field}[{i}]", "a finite number", Text(values[i])));
            var joint = names.Count == 0 ? i : robot.IndexOfJoint(names[i]);
            if (joint < 0)
                errors.Add(new FieldError($"{namesField}[{i}]", $"a joint of robot '{robot.Name}'", names[i]));
            else if ((mask >> joint & 1) != 0)
                errors.Add(new FieldError($"{namesField}[{i}]", "each joint once", names[i]));
            else
                (placed[joint], mask) = (values[i], mask | 1UL << joint);
        }

        return errors.Count == 0 ? mask : throw OperationException.Invalid(errors);
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
