using RobotPolicy.Control.Model;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>
/// What the change from one chunk to the next does to the commanded motion, from commands alone.
/// <para>
/// With q the commands of consecutive ticks, dt the control period and A the acceleration limit of a joint, a tick has the acceleration
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

    private readonly (int Index, double MaxAcceleration)[] _joints;
    private readonly double _dt;
    private readonly int _window;
    private readonly List<double>[] _seams = [[], []];
    private readonly List<double>[] _within = [[], []];
    private readonly List<double>[] _profile = [.. Enumerable.Range(0, ProfileLength).Select(_ => new List<double>())];

    /// <summary>Creates empty statistics.</summary>
    /// <param name="robot">The robot, for its limits.</param>
    /// <param name="period">Control period.</param>
    /// <param name="fade">Time that a seam is given.</param>
    public SeamStatistics(RobotDescription robot, TimeSpan period, TimeSpan fade)
    {
        _joints = [.. robot.Joints.Index().Where(joint => !joint.Item.Prismatic).Select(joint => (joint.Index, joint.Item.MaxAcceleration))];
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

    /// <summary>Accelerations of all seams by tick, from <see cref="ProfileStart"/> against the seam.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Profile => _profile;

    /// <summary>Adds an episode.</summary>
    public void Add(IReadOnlyList<TracedTick> ticks)
    {
        var values = Values(ticks);
        var seams = new List<int>();
        var peak = new double[Orders];
        var (length, since, isSeam) = (0, 0, false);

        // The window in progress ends, complete or not: a seam's counts as it is, a piece of a chunk only where it is as long.
        void Close()
        {
            if (length > 0 && (isSeam || length == _window))
                for (var order = 0; order < Orders; order++)
                    (isSeam ? _seams : _within)[order].Add(peak[order]);
            length = 0;
            Array.Clear(peak);
        }

        var settled = false;
        for (var k = 1; k < ticks.Count; k++)
        {
            if (!ticks[k].IsPolicy)
            {
                Close();
                (since, settled, isSeam) = (0, false, false);
                continue;
            }

            since++;
            if (settled && ticks[k].ChunkId != ticks[k - 1].ChunkId)
            {
                Close();
                (since, isSeam) = (0, true);
                seams.Add(k);
            }
            else if (since >= _window && (isSeam || !settled))
            {
                Close();
                (isSeam, settled) = (false, true);
            }

            if (!settled)
                continue;
            for (var order = 0; order < Orders; order++)
                peak[order] = Math.Max(peak[order], values[order][k]);
            if (++length == _window && !isSeam)
                Close();
        }

        Close();
        SeamCount += seams.Count;
        foreach (var seam in seams)
            for (var i = 0; i < ProfileLength; i++)
                if (seam + ProfileStart + i is var k && k >= 3 && k < ticks.Count && ticks[k].IsPolicy)
                    _profile[i].Add(values[0][k]);
    }

    /// <summary>Acceleration and its step by tick, as fractions of the acceleration limit; 0 where ticks before are missing.</summary>
    private double[][] Values(IReadOnlyList<TracedTick> ticks)
    {
        var values = new double[Orders][];
        for (var order = 0; order < Orders; order++)
            values[order] = new double[ticks.Count];
        for (var k = 3; k < ticks.Count; k++)
            foreach (var (joint, maxAcceleration) in _joints)
            {
                double q0 = ticks[k].Command[joint], q1 = ticks[k - 1].Command[joint], q2 = ticks[k - 2].Command[joint], q3 = ticks[k - 3].Command[joint];
                var scale = 1 / (_dt * _dt * maxAcceleration);
                values[0][k] = Math.Max(values[0][k], scale * Math.Abs(q0 - (2 * q1) + q2));
                values[1][k] = Math.Max(values[1][k], scale * Math.Abs(q0 - (3 * q1) + (3 * q2) - q3));
            }

        return values;
    }
}
