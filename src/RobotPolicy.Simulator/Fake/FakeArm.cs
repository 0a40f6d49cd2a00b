using RobotPolicy.Control.Model;

namespace RobotPolicy.Simulator.Fake;

/// <summary>
/// Joints that follow their targets as servos do: with a lag, no faster than they can, and never past their ends. They know nothing of
/// gravity, of each other or of the world. Targets come from the receive thread; the lock is held for microseconds.
/// </summary>
internal sealed class FakeArm
{
    // A real arm can do more than it is allowed to, so that it keeps up with what is within the limits.
    private const double SpeedReserve = 1.5;
    private const double AccelerationReserve = 4;
    private const double LagSeconds = 0.02;

    private readonly Lock _gate = new();
    private readonly IReadOnlyList<JointDescription> _joints;
    private readonly double[] _targets;
    private readonly double[] _positions;
    private readonly double[] _velocities;

    /// <summary>Stands at the safe pose, or in the middle of each joint's range.</summary>
    internal FakeArm(RobotDescription robot)
    {
        _joints = robot.Joints;
        _positions = [.. robot.SafePose ?? [.. robot.Joints.Select(joint => (joint.MinPosition + joint.MaxPosition) / 2)]];
        _targets = [.. _positions];
        _velocities = new double[_positions.Length];
    }

    /// <summary>Joints.</summary>
    internal int JointCount => _positions.Length;

    /// <summary>Sets where a joint is to go; ignored if it is no number. Receive thread.</summary>
    internal void SetTarget(int joint, double position)
    {
        if (!double.IsFinite(position))
            return;
        lock (_gate)
            _targets[joint] = Math.Clamp(position, _joints[joint].MinPosition, _joints[joint].MaxPosition);
    }

    /// <summary>Moves the joints on.</summary>
    internal void Step(double seconds)
    {
        lock (_gate)
        {
            for (var joint = 0; joint < _positions.Length; joint++)
                Step(joint, seconds);
        }
    }

    /// <summary>Copies the present state; rad or m, and per second.</summary>
    internal void Read(Span<double> positions, Span<double> velocities)
    {
        lock (_gate)
        {
            _positions.CopyTo(positions);
            _velocities.CopyTo(velocities);
        }
    }

    private void Step(int joint, double seconds)
    {
        var limits = _joints[joint];
        var acceleration = limits.MaxAcceleration * AccelerationReserve;
        var error = _targets[joint] - _positions[joint];

        // No faster than what can be braked before the target.
        var speed = Math.Min(limits.MaxVelocity * SpeedReserve, Math.Min(Math.Abs(error) / Math.Max(LagSeconds, seconds), Math.Sqrt(2 * acceleration * Math.Abs(error))));
        var change = (Math.Sign(error) * speed) - _velocities[joint];
        _velocities[joint] += Math.Clamp(change, -acceleration * seconds, acceleration * seconds);
        _positions[joint] = Math.Clamp(_positions[joint] + (_velocities[joint] * seconds), limits.MinPosition, limits.MaxPosition);
    }
}
