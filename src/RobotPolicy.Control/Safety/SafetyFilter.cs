using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Safety;

/// <summary>
/// The last stage before the robot: every command stays within the position, velocity and acceleration limits of every joint,
/// whatever the target is. There is no switch that turns it off.
/// <para>
/// The state is the last command p and its velocity v. A target is approached along the straight line in joint space: one
/// factor slows all joints together, so the path keeps its shape where clamping each joint would bend it. A target that moves
/// within the limits is reached in the same tick, without lag. Step by step:
/// <list type="number">
/// <item>A target that is not finite is rejected before anything is compared with it; the arm decelerates instead.</item>
/// <item>The target is moved into the position limits. e = target − p.</item>
/// <item>The target moves on with velocity u. v_goal = σ(u + s·(e/dt − u)) with the largest s ≤ 1 for which every joint can
/// still brake to the speed of the target where it meets it, and the largest σ ≤ 1 for which every joint keeps its speed limit.
/// For a target that stands still this is the largest part of e/dt from which the arm can stop on the target.</item>
/// <item>v' = v + λ(v_goal − v) with the largest λ ≤ 1 for which no joint exceeds its acceleration.</item>
/// <item>Each joint is kept in the interval [max(v − A·dt, −V, −b(p − min)), min(v + A·dt, V, b(max − p))], where b is
/// <see cref="Braking.Speed"/>: from there it can always stop before its position limit. The interval is never empty, because
/// braking by A·dt from a speed that was in it leads to a speed that is in it again.</item>
/// </list>
/// </para>
/// Used by the control thread alone; allocates nothing after it was created.
/// </summary>
public sealed class SafetyFilter
{
    private readonly int _joints;
    private readonly double _dt;
    private readonly double[] _min;
    private readonly double[] _max;
    private readonly double[] _maxVelocity;
    private readonly double[] _maxAcceleration;
    private readonly double[] _position;
    private readonly double[] _velocity;
    private readonly double[] _along;
    private readonly double[] _goal;
    private readonly double[] _rounding;
    private readonly double[] _previousPosition;
    private readonly double[] _previousVelocity;

    /// <summary>Creates a filter at rest at the middle of the position limits; call <see cref="Reset"/> before the first step.</summary>
    /// <param name="robot">The robot; its limits are checked.</param>
    /// <param name="period">Time from one command to the next.</param>
    /// <exception cref="ArgumentException">A limit is not finite or not positive, or a range is empty.</exception>
    public SafetyFilter(RobotDescription robot, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(robot);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        _joints = robot.Joints.Count;
        _dt = period.TotalSeconds;
        _min = [.. robot.Joints.Select(joint => joint.MinPosition)];
        _max = [.. robot.Joints.Select(joint => joint.MaxPosition)];
        _maxVelocity = [.. robot.Joints.Select(joint => joint.MaxVelocity)];
        _maxAcceleration = [.. robot.Joints.Select(joint => joint.MaxAcceleration)];
        for (var joint = 0; joint < _joints; joint++)
            if (!(double.IsFinite(_min[joint]) && double.IsFinite(_max[joint]) && _min[joint] < _max[joint]
                && double.IsFinite(_maxVelocity[joint]) && _maxVelocity[joint] > 0
                && double.IsFinite(_maxAcceleration[joint]) && _maxAcceleration[joint] > 0))
                throw new ArgumentException($"Joint '{robot.Joints[joint].Name}' lacks a finite, non-empty limit.", nameof(robot));

        _position = [.. _min.Zip(_max, (min, max) => 0.5 * (min + max))];
        _velocity = new double[_joints];
        _along = new double[_joints];
        _goal = new double[_joints];

        // A velocity is a difference of positions over a tick: what it is off by must not count as a violation.
        _rounding = [.. _min.Zip(_max, (min, max) =>
            RoundingUlps * Ulp(Math.Max(Math.Abs(min), Math.Abs(max))) / _dt)];
        _previousPosition = new double[_joints];
        _previousVelocity = new double[_joints];
    }

    /// <summary>The last command: positions, rad or m.</summary>
    public ReadOnlySpan<double> Position => _position;

    /// <summary>Velocity of the last command, rad/s or m/s.</summary>
    public ReadOnlySpan<double> Velocity => _velocity;

    /// <summary>Whether the last command stands still.</summary>
    public bool IsStandstill { get; private set; } = true;

    /// <summary>Starts from a measured position at zero velocity. Outside the limits is allowed: the arm may then only move back inside.</summary>
    /// <returns><see langword="false"/> if a value is not finite; the state is then unchanged.</returns>
    public bool Reset(ReadOnlySpan<double> measured)
    {
        for (var joint = 0; joint < _joints; joint++)
            if (!double.IsFinite(measured[joint]))
                return false;
        measured[.._joints].CopyTo(_position);
        _velocity.AsSpan().Clear();
        Remember();
        IsStandstill = true;
        return true;
    }

    /// <summary>Moves one tick towards a target.</summary>
    /// <param name="target">Wanted positions.</param>
    /// <param name="targetVelocity">Velocity with which the target moves on; a value that is not finite counts as 0.</param>
    /// <param name="speedScale">Fraction of the speed limits to use, 0 &lt; scale ≤ 1.</param>
    public SafetyVerdict Step(ReadOnlySpan<double> target, ReadOnlySpan<double> targetVelocity, double speedScale = 1.0)
    {
        for (var joint = 0; joint < _joints; joint++)
            if (!double.IsFinite(target[joint]))
            {
                var stop = Stop();
                return stop with { Flags = stop.Flags | SafetyFlags.NonFinite, Joint = joint };
            }

        if (!(speedScale > 0 && speedScale <= 1))
            speedScale = 1;
        Remember();
        var tightest = -1;
        var flags = Aim(target, targetVelocity);
        var approach = LargestApproach(ref tightest);
        for (var joint = 0; joint < _joints; joint++)
            _goal[joint] = _along[joint] + (approach * _goal[joint]);
        var speed = LargestSpeed(speedScale, ref tightest);
        for (var joint = 0; joint < _joints; joint++)
            _goal[joint] *= speed;
        if (approach < 1)
            flags |= SafetyFlags.SlowedAcceleration;
        if (speed < 1)
            flags |= SafetyFlags.SlowedVelocity;
        var blend = LargestBlend(ref tightest);
        if (blend < 1)
            flags |= SafetyFlags.SlowedAcceleration;
        flags |= Move(blend, ref tightest);

        // A target within the limits is reached exactly, not only up to the rounding of a velocity.
        var slowDown = Math.Min(approach, Math.Min(speed, blend));
        if (slowDown == 1 && (flags & SafetyFlags.Clamped) == 0)
            for (var joint = 0; joint < _joints; joint++)
                _position[joint] = Math.Clamp(target[joint], _min[joint], _max[joint]);
        return new SafetyVerdict(flags, slowDown, tightest);
    }

    /// <summary>Decelerates one tick along the path towards standstill, as fast as the limits allow; at standstill the command stays.</summary>
    public SafetyVerdict Stop()
    {
        Remember();
        _goal.AsSpan().Clear();
        var tightest = -1;
        var blend = LargestBlend(ref tightest);
        var flags = SafetyFlags.Stopping | Move(blend, ref tightest);
        return new SafetyVerdict(flags, 0, tightest);
    }

    /// <summary>
    /// Takes the last step back, because its command was not sent. The path pauses for a tick; a command that went on as if it
    /// had been sent would cover two ticks of way in one.
    /// </summary>
    public void TakeBack()
    {
        _previousPosition.CopyTo(_position, 0);
        _previousVelocity.CopyTo(_velocity, 0);
        UpdateStandstill();
    }

    /// <summary>
    /// Takes note that the arm stands at the last command, because none has reached it for a while: it must not be asked to go on
    /// with the speed that it had before.
    /// </summary>
    public void StandStill()
    {
        _velocity.AsSpan().Clear();
        IsStandstill = true;
    }

    private void Remember()
    {
        _position.CopyTo(_previousPosition, 0);
        _velocity.CopyTo(_previousVelocity, 0);
    }

    /// <summary>Splits the way to the target into the target's own motion, and the rest that has to be made up for.</summary>
    private SafetyFlags Aim(ReadOnlySpan<double> target, ReadOnlySpan<double> targetVelocity)
    {
        var flags = SafetyFlags.Passed;
        for (var joint = 0; joint < _joints; joint++)
        {
            var wanted = Math.Clamp(target[joint], _min[joint], _max[joint]);
            var along = double.IsFinite(targetVelocity[joint])
                ? Math.Clamp(targetVelocity[joint], -_maxVelocity[joint], _maxVelocity[joint])
                : 0;
            if (wanted != target[joint])
            {
                flags = SafetyFlags.PositionLimited;
                along = 0;
            }

            _along[joint] = along;
            _goal[joint] = ((wanted - _position[joint]) / _dt) - along;
        }

        return flags;
    }

    private double LargestApproach(ref int tightest)
    {
        var approach = 1.0;
        for (var joint = 0; joint < _joints; joint++)
        {
            var speed = Math.Abs(_goal[joint]);
            var settling = Braking.Speed(speed * _dt, _maxAcceleration[joint], _dt);
            if (settling + _rounding[joint] >= approach * speed)
                continue;
            approach = settling / speed;
            tightest = joint;
        }

        return approach;
    }

    private double LargestSpeed(double scale, ref int tightest)
    {
        var factor = 1.0;
        for (var joint = 0; joint < _joints; joint++)
        {
            var speed = Math.Abs(_goal[joint]);
            var limit = scale * _maxVelocity[joint];
            if (factor * speed <= limit + _rounding[joint])
                continue;
            factor = limit / speed;
            tightest = joint;
        }

        return factor;
    }

    private double LargestBlend(ref int tightest)
    {
        var blend = 1.0;
        for (var joint = 0; joint < _joints; joint++)
        {
            var change = Math.Abs(_goal[joint] - _velocity[joint]);
            var allowed = _maxAcceleration[joint] * _dt;
            if (change * blend <= allowed + _rounding[joint])
                continue;
            blend = allowed / change;
            tightest = joint;
        }

        return blend;
    }

    private SafetyFlags Move(double blend, ref int tightest)
    {
        var flags = SafetyFlags.Passed;
        for (var joint = 0; joint < _joints; joint++)
        {
            var before = _velocity[joint];
            var position = _position[joint];
            var change = _maxAcceleration[joint] * _dt;
            var velocity = blend == 1 ? _goal[joint] : before + (blend * (_goal[joint] - before));
            var fastest = Math.Min(
                Math.Min(before + change, _maxVelocity[joint]),
                Braking.Speed(_max[joint] - position, _maxAcceleration[joint], _dt));
            var slowest = Math.Max(
                Math.Max(before - change, -_maxVelocity[joint]),
                -Braking.Speed(position - _min[joint], _maxAcceleration[joint], _dt));

            // Rounding may cross the two by the last bits; braking wins.
            fastest = Math.Max(fastest, before - change);
            slowest = Math.Min(slowest, before + change);
            var kept = Math.Max(slowest, Math.Min(fastest, velocity));
            if (Math.Abs(kept - velocity) > _rounding[joint])
            {
                flags |= SafetyFlags.Clamped;
                tightest = joint;
            }

            if (position < _min[joint] || position > _max[joint])
                flags |= SafetyFlags.PositionLimited;
            _velocity[joint] = kept;
            _position[joint] = Math.Clamp(
                position + (kept * _dt),
                Math.Min(_min[joint], position),
                Math.Max(_max[joint], position));
        }

        UpdateStandstill();
        return flags;
    }

    private static double Ulp(double value) => Math.BitIncrement(value) - value;

    private void UpdateStandstill()
    {
        foreach (var velocity in _velocity)
            if (velocity != 0)
            {
                IsStandstill = false;
                return;
            }

        IsStandstill = true;
    }

    /// <summary>Units in the last place that a difference of two positions may be off by.</summary>
    private const double RoundingUlps = 8;
}
