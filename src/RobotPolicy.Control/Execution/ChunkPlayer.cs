using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Execution;

/// <summary>
/// One chunk in use, which the next one replaces with a seam: what executors have in common that play one chunk at a time.
/// Control thread; allocates nothing after it was created.
/// </summary>
internal sealed class ChunkPlayer
{
    private readonly SeamFade _seam;
    private readonly Motion _motion;
    private readonly Motion _next;
    private readonly double[] _from;
    private readonly double[] _old;
    private ChunkSchedule _spare;
    private long _epoch;

    public ChunkPlayer(int horizon, ExecutorJoints joints, Interpolation interpolation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        Joints = joints;
        _seam = new SeamFade(joints);
        _motion = new Motion(joints.Count);
        _next = new Motion(joints.Count);
        _from = new double[joints.Count];
        _old = new double[joints.Count];
        Current = new ChunkSchedule(horizon, joints, interpolation);
        _spare = new ChunkSchedule(horizon, joints, interpolation);
    }

    public ExecutorJoints Joints { get; }

    /// <summary>The chunk in use; meaningful where it is loaded.</summary>
    public ChunkSchedule Current { get; private set; }

    /// <summary>When the chunk in use took over.</summary>
    public long TakeoverNs { get; private set; }

    public void Reset(long epoch, ReadOnlySpan<double> from)
    {
        _epoch = epoch;
        Current.Clear();
        _seam.Clear();
        from.CopyTo(_from);
    }

    /// <summary>Whether a chunk can be used at all.</summary>
    public ChunkAcceptance Check(ActionChunk chunk, long nowNs)
    {
        if (chunk.Epoch != _epoch)
            return ChunkAcceptance.StaleEpoch;
        if (Current.IsLoaded && chunk.StartNs <= Current.ObservedNs)
            return ChunkAcceptance.OutOfOrder;
        return chunk.EndNs - Joints.MaxLeadNs <= nowNs ? ChunkAcceptance.Expired : ChunkAcceptance.Accepted;
    }

    /// <summary>Copies a chunk that <see cref="Check"/> accepts to where <see cref="Merge"/> and <see cref="Replace"/> find it.</summary>
    public ChunkSchedule Prepare(ActionChunk chunk, long startNs)
    {
        _spare.Load(chunk, startNs);
        return _spare;
    }

    /// <summary>
    /// Mixes what the chunk in use says into the prepared one, action by action, as long as both say something. Discrete joints follow
    /// the prepared chunk.
    /// </summary>
    /// <param name="nowNs">When the prepared chunk takes over.</param>
    /// <param name="weightNow">Weight of the chunk in use then, 0…1.</param>
    /// <param name="weightAtEnd">Its weight where it ends; in between the weight runs linearly.</param>
    public void Merge(long nowNs, double weightNow, double weightAtEnd)
    {
        if (!Current.Covers(nowNs))
            return;
        var endNs = Current.StartNs + Current.SpanNs;
        double leftNs = endNs - nowNs;
        for (var index = 0; index < _spare.Horizon; index++)
        {
            var timeNs = _spare.StartNs + (index * _spare.IntervalNs);
            if (!Current.TryReadAction(timeNs, _old))
                break;
            var weight = weightAtEnd + ((weightNow - weightAtEnd) * Math.Min(1, (endNs - timeNs) / leftNs));
            var action = _spare.Action(index);
            for (var joint = 0; joint < _old.Length; joint++)
                if (!Joints.IsDiscrete[joint])
                    action[joint] += weight * (_old[joint] - action[joint]);
        }

        _spare.Complete();
    }

    /// <summary>Goes over to the prepared chunk.</summary>
    public void Replace(long nowNs, long fadeNs)
    {
        Read(nowNs);
        (Current, _spare) = (_spare, Current);
        Current.Read(nowNs, _next);
        _seam.Begin(nowNs, fadeNs, _motion, _next);
        TakeoverNs = nowNs;
    }

    public ScheduleSample Sample(long nowNs, Span<double> target, Span<double> velocity)
    {
        if (!Current.IsLoaded)
            return new ScheduleSample(ScheduleStatus.AwaitingFirst, 0, 0);
        if (!Current.Covers(nowNs))
            return new ScheduleSample(ScheduleStatus.Empty, 0, Current.Id);
        Read(nowNs);
        _motion.Position.CopyTo(target);
        _motion.Velocity.CopyTo(velocity);
        return new ScheduleSample(ScheduleStatus.Active, Current.EndNs - nowNs, Current.Id);
    }

    /// <summary>Last instant at which a chunk may be asked for so that it is there before the one in use ends.</summary>
    public long LatestRequestNs(LatencyForecast latency, long marginNs) => Current.EndNs - latency.WorstNs - marginNs;

    /// <summary>How the target moves; where nothing was scheduled yet, the arm stands.</summary>
    private void Read(long nowNs)
    {
        if (!Current.IsLoaded)
        {
            _motion.Rest(_from);
            return;
        }

        Current.Read(nowNs, _motion);
        _seam.Apply(nowNs, _motion);
    }
}
