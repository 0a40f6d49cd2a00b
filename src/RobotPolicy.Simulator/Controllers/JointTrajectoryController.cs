using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Realtime;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Controllers;

/// <summary>
/// ros2_controllers' <c>joint_trajectory_controller</c>, topic interface, positions only: joints are matched by name, a stamp of
/// zero starts now, a new message replaces the running one, no points stop the motion, and the last point is held. Velocities
/// are not followed but must be zero at the end. Runs on the receive thread.
/// </summary>
internal sealed class JointTrajectoryController : IRosSampleHandler
{
    /// <summary>Topic of the trajectories.</summary>
    internal const string Topic = "/joint_trajectory_controller/joint_trajectory";

    /// <summary>Longest accepted trajectory: minutes at 100 Hz.</summary>
    internal const int MaxPoints = 20_000;

    // ros2_controllers take a final velocity below this as zero.
    private const double StandstillSpeed = 1e-6;

    private static readonly byte[][] JointNames = [.. RobotNames.Joints.Select(System.Text.Encoding.UTF8.GetBytes)];

    private readonly ArmCommander _commander;
    private readonly CommandCounters _counters;
    private readonly IMonotonicClock _clock;
    private readonly TimeProvider _time;
    private readonly RateLimitedLog _log;
    private readonly int[] _joints = new int[RobotNames.JointCount];
    private long[] _times = new long[64];
    private double[] _positions = new double[64 * RobotNames.JointCount];

    /// <summary>Hands accepted trajectories to the commander.</summary>
    internal JointTrajectoryController(
        ArmCommander commander, CommandCounters counters, IMonotonicClock clock, TimeProvider time, RateLimitedLog log)
    {
        _commander = commander;
        _counters = counters;
        _clock = clock;
        _time = time;
        _log = log;
    }

    /// <inheritdoc/>
    public void OnSample(RosSample sample) => Handle(sample.Cdr);

    /// <summary>Takes one encoded message.</summary>
    internal CommandVerdict Handle(ReadOnlySpan<byte> cdr)
    {
        var nowNs = _clock.NowNs;
        var verdict = Judge(cdr, nowNs, out var count, out var detail);
        _counters.Count(verdict);
        if (verdict == CommandVerdict.Accepted)
            _commander.Follow(nowNs, _times.AsSpan(0, count), _positions.AsSpan(0, count * RobotNames.JointCount));
        else
            _log.Warn(Topic, $"trajectory dropped, {verdict}: {detail}");
        return verdict;
    }

    private CommandVerdict Judge(ReadOnlySpan<byte> cdr, long nowNs, out int count, out string? detail)
    {
        count = 0;
        detail = null;
        if (!JointTrajectory.TryDecode(cdr, out var message, out var error))
        {
            detail = error.ToString();
            return CommandVerdict.Malformed;
        }

        // Without points the names do not matter: the arm stops where it is.
        if (message.Points.Count == 0)
            return CommandVerdict.Accepted;
        if (message.Points.Count > MaxPoints)
        {
            detail = $"{message.Points.Count} points, expected at most {MaxPoints}";
            return CommandVerdict.TooLong;
        }

        var verdict = MatchJoints(message, out detail);
        if (verdict != CommandVerdict.Accepted)
            return verdict;
        verdict = ReadPoints(message, nowNs, out count, out detail);
        if (verdict != CommandVerdict.Accepted)
            return verdict;
        if (_times[count - 1] < nowNs)
        {
            detail = $"it ended {(nowNs - _times[count - 1]) / 1e6:F1} ms ago";
            return CommandVerdict.InThePast;
        }

        return CommandVerdict.Accepted;
    }

    private CommandVerdict MatchJoints(scoped in JointTrajectory message, out string? detail)
    {
        detail = null;
        var (column, seen) = (0, 0);
        foreach (var name in message.JointNames)
        {
            var joint = IndexOf(name);
            if (joint < 0 || (seen & (1 << joint)) != 0)
            {
                detail = $"joint '{System.Text.Encoding.UTF8.GetString(name)}' is {(joint < 0 ? "unknown" : "named twice")}; expected {string.Join(", ", RobotNames.Joints)}";
                return CommandVerdict.UnknownJoint;
            }

            _joints[column++] = joint;
            seen |= 1 << joint;
        }

        if (column == RobotNames.JointCount)
            return CommandVerdict.Accepted;
        detail = $"{column} joints, expected all of {string.Join(", ", RobotNames.Joints)}";
        return CommandVerdict.PartialJoints;
    }

    private CommandVerdict ReadPoints(scoped in JointTrajectory message, long nowNs, out int count, out string? detail)
    {
        detail = null;
        count = 0;
        if (_times.Length < message.Points.Count)
        {
            _times = new long[message.Points.Count];
            _positions = new double[message.Points.Count * RobotNames.JointCount];
        }

        var stampNs = message.Header.Stamp.ToNs();
        var startNs = stampNs == 0 ? nowNs : nowNs + (stampNs - UnixNowNs());
        var previousNs = -1L;
        foreach (var point in message.Points)
        {
            var offsetNs = point.TimeFromStart.ToNs();
            if (offsetNs <= previousNs)
            {
                detail = $"point {count} comes at {offsetNs / 1e9} s, expected later than the one before and not before 0";
                return CommandVerdict.UnorderedTimes;
            }

            if (point.Positions.Length != RobotNames.JointCount)
            {
                detail = $"point {count} has {point.Positions.Length} positions";
                return CommandVerdict.NoPositions;
            }

            for (var i = 0; i < RobotNames.JointCount; i++)
            {
                if (!double.IsFinite(point.Positions[i]))
                {
                    detail = $"point {count}, {RobotNames.Joints[_joints[i]]} is {point.Positions[i]}";
                    return CommandVerdict.NotFinite;
                }

                _positions[(count * RobotNames.JointCount) + _joints[i]] = point.Positions[i];
            }

            if (count == message.Points.Count - 1 && IsMoving(point))
            {
                detail = "the last point has a velocity";
                return CommandVerdict.MovingAtEnd;
            }

            previousNs = offsetNs;
            _times[count++] = startNs + offsetNs;
        }

        return CommandVerdict.Accepted;
    }

    private static int IndexOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < JointNames.Length; i++)
        {
            if (name.SequenceEqual(JointNames[i]))
                return i;
        }

        return -1;
    }

    private static bool IsMoving(JointTrajectoryPoint point)
    {
        foreach (var velocity in point.Velocities)
        {
            // Written so that NaN counts as moving.
            if (!(Math.Abs(velocity) <= StandstillSpeed))
                return true;
        }

        return false;
    }

    private long UnixNowNs() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
