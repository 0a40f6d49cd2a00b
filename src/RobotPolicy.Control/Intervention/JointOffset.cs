using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Intervention;

/// <summary>
/// An operator's correction of a running policy: an offset on its joint targets, at most a fifth of each joint's range. Any thread
/// sets it, the control thread adds it; it ends with the epoch in which it was set, because another stretch of execution may begin
/// elsewhere. Adding it allocates nothing.
/// </summary>
public sealed class JointOffset : IActionCorrection
{
    /// <summary>Largest offset, as a fraction of a joint's range.</summary>
    public const double MaxShare = 0.2;

    private readonly double[] _limit;
    private double[]? _offset;
    private double[]? _applied;

    /// <summary>Creates a correction that corrects nothing.</summary>
    public JointOffset(RobotDescription robot)
    {
        ArgumentNullException.ThrowIfNull(robot);
        _limit = [.. robot.Joints.Select(joint => MaxShare * (joint.MaxPosition - joint.MinPosition))];
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

        // All joints at once: an epoch that begins meanwhile must not leave a part of them.
        Volatile.Write(ref _offset, offset.IndexOfAnyExcept(0.0) >= 0 ? offset.ToArray() : null);
        return -1;
    }

    /// <summary>
    /// What the last correction added, one per joint, or empty. A new offset is a new array, so that whoever records sees changes by
    /// reference. Control thread.
    /// </summary>
    public ReadOnlyMemory<double> Applied => _applied;

    /// <inheritdoc/>
    public void Reset(long epoch) => Volatile.Write(ref _offset, null);

    /// <inheritdoc/>
    public bool Correct(long nowNs, ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities, Span<double> target)
    {
        _applied = Volatile.Read(ref _offset);
        if (_applied is not { } offset)
            return false;
        for (var joint = 0; joint < target.Length; joint++)
            target[joint] += offset[joint];
        return true;
    }
}
