using RobotPolicy.Control.Model;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>
/// What the change from one chunk to the next does to the motion, from what was commanded or, before the limits, wanted.
/// <para>
/// With q the positions of consecutive ticks, dt the control period and A the acceleration limit of a joint, a tick has the acceleration
/// max over revolute joints of |q[k] − 2q[k−1] + q[k−2]| / (dt²·A), which is also its step of velocity as a fraction of what the limit allows in
/// a tick, and the step of acceleration max |q[k] − 3q[k−1] + 3q[k−2] − q[k−3]| / (dt²·A). A seam's window is the ticks from the one that
/// takes a new chunk over until the fade has ended, and one more; it ends early where the next seam begins. What is left within chunks
/// is cut into windows of the same length. Of every window the largest value counts, so that like is compared with like. Neither kind
/// has a tick of a start from rest, of a hold, or within a fade after one. A gripper is left out: its actions open and shut it, so that
/// the steps within a chunk are as large as its limits allow, and would hide what the arm does.
/// </para>
/// </summary>
internal sealed class SeamStatistics
{
    /// <summary>First offset of <see cref="Profile"/> in ticks: it begins before the seam.</summary>
    public const int ProfileStart = -10;

    /// <summary>Ticks in <see cref="Profile"/>.</summary>
    public const int ProfileLength = 36;

    private const int Orders = 2;

    private readonly RobotDescription _robot;
    private readonly Func<TracedTick, double[]> _positions;
    private readonly double _dt;
    private readonly int _window;
    private readonly List<double>[] _seams = [[], []];
    private readonly List<double>[] _within = [[], []];
    private readonly List<double>[] _seamsByJoint;
    private readonly List<double>[] _withinByJoint;
    private readonly List<double>[] _profile = [.. Enumerable.Range(0, ProfileLength).Select(_ => new List<double>())];

    /// <summary>Creates empty statistics.</summary>
    /// <param name="robot">The robot, for its limits.</param>
    /// <param name="period">Control period.</param>
    /// <param name="fade">Time that a seam is given.</param>
    /// <param name="positions">Which positions of a tick are looked at: commands, or targets, which no limit has softened.</param>
    public SeamStatistics(RobotDescription robot, TimeSpan period, TimeSpan fade, Func<TracedTick, double[]> positions)
    {
        _positions = positions;
        _robot = robot;
        _seamsByJoint = [.. robot.Joints.Select(_ => new List<double>())];
        _withinByJoint = [.. robot.Joints.Select(_ => new List<double>())];
        _dt = period.TotalSeconds;
        _window = (int)Math.Round(fade / period) + 2;
    }

    /// <summary>Seams so far.</summary>
    public int SeamCount { get; private set; }

    /// <summary>Largest acceleration of each seam's window.</summary>
    public IReadOnlyList<double> SeamAccelerations => _seams[0];

    /// <summary>Largest acceleration of each window within a chunk.</summary>
    public IReadOnlyList<double> WithinAccelerations => _within[0];

    /// <summary>Largest step of acceleration of each seam's window.</summary>
    public IReadOnlyList<double> SeamAccelerationSteps => _seams[1];

    /// <summary>Largest step of acceleration of each window within a chunk.</summary>
    public IReadOnlyList<double> WithinAccelerationSteps => _within[1];

    /// <summary>Largest acceleration of each joint in each seam's window, the gripper's too.</summary>
    public IReadOnlyList<IReadOnlyList<double>> SeamAccelerationsByJoint => _seamsByJoint;

    /// <summary>Largest acceleration of each joint in each window within a chunk.</summary>
    public IReadOnlyList<IReadOnlyList<double>> WithinAccelerationsByJoint => _withinByJoint;

    /// <summary>Accelerations of all seams by tick, from <see cref="ProfileStart"/> against the seam.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Profile => _profile;

    /// <summary>Adds an episode.</summary>
    public void Add(IReadOnlyList<TracedTick> ticks)
    {
        double[][] q = [.. ticks.Select(_positions)];
        var values = Values(q);
        var joints = AccelerationsByJoint(q);
        var seams = new List<int>();
        var (start, isSeam, settled) = (0, false, false);
        for (var k = 1; k < ticks.Count; k++)
        {
            if (!ticks[k].IsPolicy)
            {
                Take(start, k, isSeam, settled, values, joints);
                (start, isSeam, settled) = (k + 1, false, false);
            }
            else if (settled && ticks[k].ChunkId != ticks[k - 1].ChunkId)
            {
                Take(start, k, isSeam, settled, values, joints);
                (start, isSeam) = (k, true);
                seams.Add(k);
            }
            else if (k - start == _window)
            {
                Take(start, k, isSeam, settled, values, joints);
                (start, isSeam, settled) = (k, false, true);
            }
        }

        Take(start, ticks.Count, isSeam, settled, values, joints);
        SeamCount += seams.Count;
        foreach (var seam in seams)
            for (var i = 0; i < ProfileLength; i++)
                if (seam + ProfileStart + i is var k && k >= 3 && k < ticks.Count && ticks[k].IsPolicy)
                    _profile[i].Add(values[0][k]);
    }

    /// <summary>Takes a window in, from its first tick to the one after its last: a seam's as it is, a piece of a chunk only where it is as long.</summary>
    private void Take(int from, int to, bool isSeam, bool settled, double[][] values, double[][] joints)
    {
        if (!settled || to <= from || (!isSeam && to - from < _window))
            return;
        for (var order = 0; order < Orders; order++)
            (isSeam ? _seams : _within)[order].Add(Largest(values[order], from, to));
        for (var joint = 0; joint < joints.Length; joint++)
            (isSeam ? _seamsByJoint : _withinByJoint)[joint].Add(Largest(joints[joint], from, to));
    }

    private static double Largest(double[] values, int from, int to) => values.AsSpan(from, to - from).ToArray().Max();

    private double[][] AccelerationsByJoint(double[][] q)
    {
        var values = new double[_robot.Joints.Count][];
        for (var joint = 0; joint < values.Length; joint++)
        {
            var scale = Scale(joint);
            values[joint] = new double[q.Length];
            for (var k = 2; k < q.Length; k++)
                values[joint][k] = scale * Math.Abs(q[k][joint] - (2 * q[k - 1][joint]) + q[k - 2][joint]);
        }

        return values;
    }

    /// <summary>Acceleration and its step by tick, as fractions of the acceleration limit; 0 where ticks before are missing.</summary>
    private double[][] Values(double[][] q)
    {
        double[][] values = [new double[q.Length], new double[q.Length]];
        for (var joint = 0; joint < _robot.Joints.Count; joint++)
        {
            if (_robot.Joints[joint].Prismatic)
                continue;
            var scale = Scale(joint);
            for (var k = 3; k < q.Length; k++)
            {
                double q0 = q[k][joint], q1 = q[k - 1][joint], q2 = q[k - 2][joint], q3 = q[k - 3][joint];
                values[0][k] = Math.Max(values[0][k], scale * Math.Abs(q0 - (2 * q1) + q2));
                values[1][k] = Math.Max(values[1][k], scale * Math.Abs(q0 - (3 * q1) + (3 * q2) - q3));
            }
        }

        return values;
    }

    private double Scale(int joint) => 1 / (_dt * _dt * _robot.Joints[joint].MaxAcceleration);
}
