namespace RobotPolicy.Control.Observations;

/// <summary>
/// The last joint states of the robot, decoded, in the order of the robot's joints. One receive thread writes; any thread reads
/// without a lock: each entry carries a version that a reader compares before and after copying. Allocates only when created.
/// </summary>
public sealed class JointStateHistory
{
    private readonly long[] _versions;
    private readonly long[] _stampsNs;
    private readonly double[] _positions;
    private readonly double[] _velocities;
    private readonly int _capacity;
    private long _count;
    private long _invalidCount;
    private long _consecutiveInvalid;
    private int _lastFault;
    private int _lastFaultJoint = -1;

    /// <summary>Allocates the ring.</summary>
    /// <param name="jointCount">Joints of the robot.</param>
    /// <param name="limits">How far stamps may be from reception.</param>
    /// <param name="capacity">Joint states kept; at the robot's rate they must reach back further than the oldest picture in use.</param>
    public JointStateHistory(int jointCount, StampLimits limits, int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(jointCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 4);
        JointCount = jointCount;
        Stamps = new StampTracker(limits);
        _capacity = capacity;
        _versions = new long[capacity];
        _stampsNs = new long[capacity];
        _positions = new double[capacity * jointCount];
        _velocities = new double[capacity * jointCount];
    }

    /// <summary>Joint states kept by default: one second at 500 Hz.</summary>
    public const int DefaultCapacity = 512;

    /// <summary>Joints of the robot.</summary>
    public int JointCount { get; }

    /// <summary>Judge of the stamps, with its drop counts.</summary>
    public StampTracker Stamps { get; }

    /// <summary>Joint states accepted so far.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Joint states accepted so far, and the time of the newest of them on the monotonic clock, or −1.</summary>
    public (long Count, long StampNs) Newest
    {
        get
        {
            // Fails only if the writer went once around the ring between the two readings.
            while (true)
            {
                var count = Volatile.Read(ref _count);
                if (count == 0)
                    return (0, -1);
                var slot = (int)((count - 1) % _capacity);
                var stampNs = Volatile.Read(ref _stampsNs[slot]);
                if (Volatile.Read(ref _count) - count < _capacity - 1)
                    return (count, stampNs);
            }
        }
    }

    /// <summary>Messages rejected as unusable so far.</summary>
    public long InvalidCount => Volatile.Read(ref _invalidCount);

    /// <summary>Messages rejected as unusable since the last accepted one.</summary>
    public long ConsecutiveInvalidCount => Volatile.Read(ref _consecutiveInvalid);

    /// <summary>Why the last unusable message was rejected.</summary>
    public JointStateFault LastFault => (JointStateFault)Volatile.Read(ref _lastFault);

    /// <summary>Joint that made the last unusable message unusable, or −1 where it was not one joint.</summary>
    public int LastFaultJoint => Volatile.Read(ref _lastFaultJoint);

    /// <summary>Adds one joint state. Receive thread.</summary>
    /// <param name="rawNs">The stamp as the publisher wrote it.</param>
    /// <param name="stampNs">The stamp on the monotonic clock.</param>
    /// <param name="receivedNs">Reception on the monotonic clock.</param>
    /// <param name="positions">Positions; copied.</param>
    /// <param name="velocities">Velocities; copied.</param>
    /// <returns>Whether it was kept. Otherwise it is counted: as unusable here, or as a repeated or late one in <see cref="Stamps"/>.</returns>
    public bool Add(
        long rawNs, long stampNs, long receivedNs, ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities)
    {
        for (var joint = 0; joint < JointCount; joint++)
        {
            if (double.IsFinite(positions[joint]) && double.IsFinite(velocities[joint]))
                continue;
            Reject(JointStateFault.NonFinite, joint);
            return false;
        }

        var verdict = Stamps.Judge(rawNs, ref stampNs, receivedNs);
        if (verdict != StampVerdict.Accepted)
        {
            if (verdict == StampVerdict.Future)
                Reject(JointStateFault.StampFuture, -1);
            else if (verdict == StampVerdict.TooOld)
                Reject(JointStateFault.StampTooOld, -1);
            return false;
        }

        var slot = (int)(_count % _capacity);
        Volatile.Write(ref _versions[slot], 0);
        Volatile.WriteBarrier();
        _stampsNs[slot] = stampNs;
        positions[..JointCount].CopyTo(_positions.AsSpan(slot * JointCount, JointCount));
        velocities[..JointCount].CopyTo(_velocities.AsSpan(slot * JointCount, JointCount));
        Volatile.Write(ref _versions[slot], _count + 1);
        Volatile.Write(ref _count, _count + 1);
        Volatile.Write(ref _consecutiveInvalid, 0);
        return true;
    }

    /// <summary>Counts a message that is unusable as a whole. Receive thread.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="joint">The joint to blame, or −1.</param>
    public void Reject(JointStateFault fault, int joint)
    {
        Volatile.Write(ref _lastFault, (int)fault);
        Volatile.Write(ref _lastFaultJoint, joint);
        Volatile.Write(ref _invalidCount, _invalidCount + 1);
        Volatile.Write(ref _consecutiveInvalid, _consecutiveInvalid + 1);
    }

    /// <summary>Copies the newest joint state.</summary>
    /// <returns><see langword="false"/> if none has arrived yet; the spans are then untouched.</returns>
    public bool TryReadNewest(Span<double> positions, Span<double> velocities, out long stampNs)
    {
        while (true)
        {
            var count = Volatile.Read(ref _count);
            if (count == 0)
            {
                stampNs = 0;
                return false;
            }

            // Fails only if the writer went once around the ring during the copy.
            if (TryCopy(count - 1, positions, velocities, out stampNs))
                return true;
        }
    }

    /// <summary>
    /// Joint state at an instant, linear between the two states around it. After the newest state it is that state, as long as
    /// the distance is within <paramref name="toleranceNs"/>: positions are never extrapolated.
    /// </summary>
    /// <param name="timeNs">The instant on the monotonic clock.</param>
    /// <param name="toleranceNs">How far the newest state may lie before the instant.</param>
    /// <param name="scratch">Room for 2 × <see cref="JointCount"/> values.</param>
    /// <param name="positions">Receives the positions.</param>
    /// <param name="velocities">Receives the velocities.</param>
    /// <param name="known">How many of the states accepted so far count: what comes in while somebody looks is then not looked at. All unless told.</param>
    public JointSampleStatus Sample(
        long timeNs, long toleranceNs, Span<double> scratch, Span<double> positions, Span<double> velocities, long known = long.MaxValue)
    {
        var count = Math.Min(known, Volatile.Read(ref _count));
        if (count <= 0)
            return JointSampleStatus.Missing;
        if (!TryCopy(count - 1, positions, velocities, out var laterNs))
            return JointSampleStatus.TooOld;
        if (timeNs >= laterNs)
            return timeNs - laterNs <= toleranceNs ? JointSampleStatus.Ok : JointSampleStatus.TooNew;

        var earlierPositions = scratch[..JointCount];
        var earlierVelocities = scratch.Slice(JointCount, JointCount);
        for (var index = count - 2; index >= Math.Max(0, count - _capacity); index--)
        {
            if (!TryCopy(index, earlierPositions, earlierVelocities, out var earlierNs))
                return JointSampleStatus.TooOld;
            if (earlierNs <= timeNs)
            {
                var weight = (double)(timeNs - earlierNs) / (laterNs - earlierNs);
                for (var joint = 0; joint < JointCount; joint++)
                {
                    positions[joint] = earlierPositions[joint] + (weight * (positions[joint] - earlierPositions[joint]));
                    velocities[joint] = earlierVelocities[joint] + (weight * (velocities[joint] - earlierVelocities[joint]));
                }

                return JointSampleStatus.Ok;
            }

            earlierPositions.CopyTo(positions);
            earlierVelocities.CopyTo(velocities);
            laterNs = earlierNs;
        }

        return JointSampleStatus.TooOld;
    }

    private bool TryCopy(long index, Span<double> positions, Span<double> velocities, out long stampNs)
    {
        var slot = (int)(index % _capacity);
        var version = Volatile.Read(ref _versions[slot]);
        stampNs = _stampsNs[slot];
        _positions.AsSpan(slot * JointCount, JointCount).CopyTo(positions);
        _velocities.AsSpan(slot * JointCount, JointCount).CopyTo(velocities);
        Volatile.ReadBarrier();
        return version == index + 1 && Volatile.Read(ref _versions[slot]) == version;
    }
}
