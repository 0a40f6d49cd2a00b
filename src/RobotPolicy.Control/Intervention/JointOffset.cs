using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Intervention;

/// <summary>
/// An operator's correction of a running policy: an offset on its joint targets, at most a fifth of each joint's range. Any thread
/// sets it, the control thread adds it; it ends with the epoch in which it was set, because another stretch of execution may begin
/// elsewhere. Allocates nothing after it was created.
/// </summary>
public sealed class JointOffset : IActionCorrection
{
    /// <summary>Largest offset, as a fraction of a joint's range.</summary>
    public const double MaxShare = 0.2;

    private readonly double[] _limit;
    private readonly double[] _offset;
    private volatile bool _isSet;

    /// <summary>Creates a correction that corrects nothing.</summary>
    public JointOffset(RobotDescription robot)
    {
        ArgumentNullException.ThrowIfNull(robot);
        _limit = [.. robot.Joints.Select(joint => MaxShare * (joint.MaxPosition - joint.MinPosition))];
        _offset = new double[_limit.Length];
    }

    /// <summary>Sets the offset.</summary>
    /// <param name="offset">One per joint of the robot; rad or m. All zero takes it away.</param>
    /// <returns>The first joint whose offset is not finite or too large, and nothing was changed; or −1.</returns>
    /// <exception cref="ArgumentException">The wrong number of values.</exception>
    public int Set(ReadOnlySpan<double> offset)
    {
        if (offset.Length != _limit.Length)
            throw new ArgumentException($"Expected {_limit.Length} values, got {offset.Length}.", nameof(offset));
        for (var joint = 0; joint < offset.Length; joint++)
            if (!double.IsFinite(offset[joint]) || Math.Abs(offset[joint]) > _limit[joint])
                return joint;
        for (var joint = 0; joint < offset.Length; joint++)
            Volatile.Write(ref _offset[joint], offset[joint]);
        _isSet = offset.IndexOfAnyExcept(0.0) >= 0;
        return -1;
    }

    /// <inheritdoc/>
    public void Reset(long epoch)
    {
        _isSet = false;
        _offset.AsSpan().Clear();
    }

    /// <inheritdoc/>
    public bool Correct(long nowNs, ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities, Span<double> target)
    {
        if (!_isSet)
            return false;
        for (var joint = 0; joint < target.Length; joint++)
            target[joint] += Volatile.Read(ref _offset[joint]);
        return true;
    }
}
