using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Normalization;

/// <summary>
/// Maps between the robot's joint vector (its order, radians and metres) and one of the policy's vectors (its order, its units,
/// normalised). Unit factors are folded into the normaliser's constants. Immutable.
/// </summary>
internal sealed class VectorMap
{
    private readonly int[] _joints;
    private readonly double[] _offset;
    private readonly double[] _divisor;
    private readonly double[] _gain;
    private readonly double _clip;

    public VectorMap(IReadOnlyList<int> joints, AffineNormalizer normalizer, PolicyManifest manifest, RobotDescription robot)
    {
        _joints = [.. joints];
        _clip = normalizer.Clip;
        _offset = new double[_joints.Length];
        _divisor = new double[_joints.Length];
        _gain = new double[_joints.Length];
        for (var i = 0; i < _joints.Length; i++)
        {
            var policyPerRobot = manifest.UnitsPerRobotUnit(robot.Joints[_joints[i]].Prismatic);
            _offset[i] = normalizer.Offset[i] / policyPerRobot;
            _divisor[i] = normalizer.Divisor[i] / policyPerRobot;
            _gain[i] = normalizer.Gain[i] / policyPerRobot;
        }
    }

    /// <summary>Numbers in the policy's vector.</summary>
    public int Count => _joints.Length;

    /// <summary>Gathers and normalises; false where a value is not finite, before or after.</summary>
    /// <param name="robot">The robot's joint vector.</param>
    /// <param name="policy">Receives the policy's vector; empty where the policy does not look at it, which is then only checked.</param>
    public bool TryNormalize(ReadOnlySpan<double> robot, Span<float> policy)
    {
        for (var i = 0; i < _joints.Length; i++)
        {
            // Finite before it is clipped: a bound would make something of infinity.
            var value = (float)((robot[_joints[i]] - _offset[i]) / _divisor[i]);
            if (!float.IsFinite(value))
                return false;
            value = (float)Math.Clamp(value, -_clip, _clip);
            if (!policy.IsEmpty)
                policy[i] = value;
        }

        return true;
    }

    /// <summary>De-normalises and scatters into the robot's joint vector. Finite for finite input, since it is computed in double.</summary>
    public void Denormalize(ReadOnlySpan<float> policy, Span<double> robot)
    {
        for (var i = 0; i < _joints.Length; i++)
            robot[_joints[i]] = (Math.Clamp(policy[i], -_clip, _clip) * _gain[i]) + _offset[i];
    }
}
