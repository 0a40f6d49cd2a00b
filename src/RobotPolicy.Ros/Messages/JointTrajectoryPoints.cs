using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Ros.Messages;

/// <summary>Points of a trajectory, read lazily from a message or taken from flat arrays of the caller. A view; allocates nothing.</summary>
public readonly ref struct JointTrajectoryPoints
{
    private readonly ReadOnlySpan<byte> _payload;
    private readonly int _start;
    private readonly bool _isBigEndian;

    private readonly int _jointCount;
    private readonly ReadOnlySpan<long> _timesFromStartNs;
    private readonly ReadOnlySpan<double> _positions;
    private readonly ReadOnlySpan<double> _velocities;
    private readonly ReadOnlySpan<double> _accelerations;
    private readonly ReadOnlySpan<double> _effort;

    /// <summary>Views points of the caller, to be written. A wrong length throws: it is a bug of the caller.</summary>
    /// <param name="jointCount">Joints of the trajectory.</param>
    /// <param name="timesFromStartNs">One time per point, in nanoseconds.</param>
    /// <param name="positions">Row-major [point][joint], or empty.</param>
    /// <param name="velocities">Row-major [point][joint], or empty.</param>
    /// <param name="accelerations">Row-major [point][joint], or empty.</param>
    /// <param name="effort">Row-major [point][joint], or empty.</param>
    public JointTrajectoryPoints(
        int jointCount,
        ReadOnlySpan<long> timesFromStartNs,
        ReadOnlySpan<double> positions,
        ReadOnlySpan<double> velocities = default,
        ReadOnlySpan<double> accelerations = default,
        ReadOnlySpan<double> effort = default)
    {
        var expected = checked(jointCount * timesFromStartNs.Length);
        ThrowIfWrongLength(positions.Length, expected, nameof(positions));
        ThrowIfWrongLength(velocities.Length, expected, nameof(velocities));
        ThrowIfWrongLength(accelerations.Length, expected, nameof(accelerations));
        ThrowIfWrongLength(effort.Length, expected, nameof(effort));
        _jointCount = jointCount;
        _timesFromStartNs = timesFromStartNs;
        _positions = positions;
        _velocities = velocities;
        _accelerations = accelerations;
        _effort = effort;
        Count = timesFromStartNs.Length;
    }

    private JointTrajectoryPoints(ReadOnlySpan<byte> payload, int start, bool isBigEndian, int count)
    {
        _payload = payload;
        _start = start;
        _isBigEndian = isBigEndian;
        Count = count;
    }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>Iterates over the points in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    internal static JointTrajectoryPoints Read(scoped ref CdrReader reader, int jointCount)
    {
        var count = reader.ReadCount("points", JointTrajectoryPoint.MinEncodedSize);
        var start = reader.Position;
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var point = JointTrajectoryPoint.Read(ref reader);
            if (point.FindInconsistentLength(jointCount, out var field, out var actual))
                reader.Fail(CdrStatus.InconsistentLengths, field, jointCount, actual);
        }

        return reader.Failed ? default : new JointTrajectoryPoints(reader.Payload, start, reader.IsBigEndian, count);
    }

    internal void Write(scoped ref CdrWriter writer, int jointCount)
    {
        writer.WriteCount(Count, "points");
        foreach (var point in this)
        {
            if (point.FindInconsistentLength(jointCount, out var field, out var actual))
                writer.Fail(CdrStatus.InconsistentLengths, field, jointCount, actual);
            point.Write(ref writer);
        }
    }

    private static void ThrowIfWrongLength(int actual, int expected, string parameter)
    {
        if (actual != 0 && actual != expected)
            throw new ArgumentException($"Expected {expected} values or none, actual {actual}.", parameter);
    }

    /// <summary>Enumerator for <c>foreach</c>.</summary>
    public ref struct Enumerator
    {
        private readonly JointTrajectoryPoints _points;
        private CdrReader _reader;
        private int _index;

        internal Enumerator(JointTrajectoryPoints points)
        {
            _points = points;
            _reader = new CdrReader(points._payload, points._start, points._isBigEndian);
            _index = -1;
        }

        /// <summary>The point at the cursor.</summary>
        public JointTrajectoryPoint Current { get; private set; }

        /// <summary>Moves to the next point.</summary>
        public bool MoveNext()
        {
            if (++_index >= _points.Count)
                return false;
            Current = _points._timesFromStartNs.IsEmpty
                ? JointTrajectoryPoint.Read(ref _reader)
                : new JointTrajectoryPoint
                {
                    Positions = Row(_points._positions),
                    Velocities = Row(_points._velocities),
                    Accelerations = Row(_points._accelerations),
                    Effort = Row(_points._effort),
                    TimeFromStart = RosDuration.FromNs(_points._timesFromStartNs[_index]),
                };
            return true;
        }

        private readonly ReadOnlySpan<double> Row(ReadOnlySpan<double> values) =>
            values.IsEmpty ? values : values.Slice(_index * _points._jointCount, _points._jointCount);
    }
}
