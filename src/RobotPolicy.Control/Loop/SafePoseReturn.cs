using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// The way to the robot's safe pose: a straight line in joint space that the safety filter keeps within the limits, at a fraction of the
/// speed limits. It knows no obstacles. Control thread; allocates nothing after it was created.
/// </summary>
internal sealed class SafePoseReturn
{
    private readonly double[] _pose;
    private readonly double[] _speeds;
    private readonly double[] _rampSeconds;
    private readonly double[] _tolerances;
    private readonly bool _exists;
    private long _deadlineNs;

    /// <summary>Prepares the way.</summary>
    /// <param name="robot">The robot.</param>
    /// <param name="speedScale">Fraction of the speed limits.</param>
    /// <exception cref="ArgumentException">The pose does not fit the robot, or is not within its limits.</exception>
    public SafePoseReturn(RobotDescription robot, double speedScale)
    {
        var joints = robot.Joints;
        _exists = robot.SafePose is not null;
        _pose = [.. robot.SafePose ?? []];
        if (_exists && (_pose.Length != joints.Count
            || joints.Zip(_pose, (joint, value) => value >= joint.MinPosition && value <= joint.MaxPosition).Contains(false)))
            throw new ArgumentException($"Expected a safe pose within the limits of each of {joints.Count} joints.", nameof(robot));
        _speeds = [.. joints.Select(joint => speedScale * joint.MaxVelocity)];
        _rampSeconds = [.. joints.Select(joint => speedScale * joint.MaxVelocity / joint.MaxAcceleration)];
        _tolerances = [.. joints.Select(joint => ToleranceOfTracking * joint.MaxTrackingError)];
    }

    /// <summary>The pose, in the order of the robot's joints; empty where there is none.</summary>
    public ReadOnlySpan<double> Pose => _pose;

    /// <summary>Sets off from a command: the way may take twice as long as its longest joint needs, and a second to settle.</summary>
    public void Begin(long nowNs, ReadOnlySpan<double> from)
    {
        var seconds = 0.0;
        for (var joint = 0; joint < _pose.Length; joint++)
            seconds = Math.Max(seconds, (Math.Abs(_pose[joint] - from[joint]) / _speeds[joint]) + (2 * _rampSeconds[joint]));
        _deadlineNs = nowNs + (long)(1e9 * ((Margin * seconds) + SettlingSeconds));
    }

    /// <summary>How far the arm is.</summary>
    /// <param name="nowNs">Now.</param>
    /// <param name="isUnderWay">Whether it has set off; the time of an older way says nothing.</param>
    /// <param name="command">The last command.</param>
    /// <param name="measured">The measured positions; what is not finite is nowhere near.</param>
    public SafePoseProgress Look(long nowNs, bool isUnderWay, ReadOnlySpan<double> command, ReadOnlySpan<double> measured)
    {
        if (!_exists)
            return SafePoseProgress.None;
        for (var joint = 0; joint < _pose.Length; joint++)
            if (!(Math.Abs(command[joint] - _pose[joint]) <= CommandTolerance && Math.Abs(measured[joint] - _pose[joint]) <= _tolerances[joint]))
                return isUnderWay && nowNs > _deadlineNs ? SafePoseProgress.Overdue : SafePoseProgress.Away;
        return SafePoseProgress.Reached;
    }

    /// <summary>Fraction of a joint's tracking limit within which it has arrived.</summary>
    private const double ToleranceOfTracking = 0.25;

    /// <summary>The filter reaches a target that stands still exactly, up to rounding; rad or m.</summary>
    private const double CommandTolerance = 1e-9;

    private const double Margin = 2;

    private const double SettlingSeconds = 1;
}
