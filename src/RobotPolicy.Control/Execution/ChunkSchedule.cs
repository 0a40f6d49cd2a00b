using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Execution;

/// <summary>
/// The executor's own copy of one chunk, readable at every instant. Before its start, which a camera clock that runs ahead can
/// cause, its first motion is extended by at most one action; behind its end it stands at its last action, from where a fade can begin.
/// </summary>
internal sealed class ChunkSchedule
{
    private const double SecondsPerNanosecond = 1e-9;
    private readonly ExecutorJoints _joints;
    private readonly Interpolation _interpolation;
    private readonly double[] _rows;

    public ChunkSchedule(int horizon, ExecutorJoints joints, Interpolation interpolation)
    {
        _joints = joints;
        _interpolation = interpolation;
        _rows = new double[(ActionCurve.RowsBefore + horizon + ActionCurve.RowsAfter) * joints.Count];
    }

    public long Id { get; private set; }

    /// <summary>Actions.</summary>
    public int Horizon { get; private set; }

    /// <summary>Time of action 0.</summary>
    public long StartNs { get; private set; }

    /// <summary>Time of the observation.</summary>
    public long ObservedNs { get; private set; }

    public long IntervalNs { get; private set; }

    public long InferenceStartNs { get; private set; }

    public bool IsLoaded { get; private set; }

    public long SpanNs => Horizon * IntervalNs;

    /// <summary>When the last action has been handed out: as much before the chunk's own end as commands take to have their effect.</summary>
    public long EndNs => StartNs + SpanNs - _joints.MaxLeadNs;

    public Span<double> Action(int index) => _rows.AsSpan((ActionCurve.RowsBefore + index) * _joints.Count, _joints.Count);

    public void Load(ActionChunk chunk) => Load(chunk, chunk.StartNs);

    /// <summary>Copies a chunk whose action 0 is meant for another instant than its observation's.</summary>
    public void Load(ActionChunk chunk, long startNs)
    {
        Horizon = chunk.Horizon;
        chunk.Actions.AsSpan(0, Horizon * _joints.Count).CopyTo(_rows.AsSpan(ActionCurve.RowsBefore * _joints.Count));
        Id = chunk.Id;
        StartNs = startNs;
        ObservedNs = chunk.StartNs;
        IntervalNs = chunk.IntervalNs;
        InferenceStartNs = chunk.InferenceStartNs;
        IsLoaded = true;
        Complete();
    }

    /// <summary>Takes note that actions were changed after <see cref="Load(ActionChunk)"/>.</summary>
    public void Complete() => ActionCurve.Extend(_rows, Horizon, _joints.Count);

    public void Clear() => IsLoaded = false;

    /// <summary>Whether the chunk has an action for what is sent at an instant.</summary>
    public bool Covers(long nowNs) => IsLoaded && nowNs < EndNs;

    /// <summary>What the chunk says about what is sent at an instant.</summary>
    public void Read(long nowNs, Motion motion)
    {
        motion.Clear();
        Accumulate(nowNs, 1.0, motion);
        SetDiscrete(nowNs, motion);
    }

    /// <summary>What the actions say about an instant, between two actions linearly.</summary>
    /// <returns><see langword="false"/> where the chunk says nothing about it.</returns>
    public bool TryReadAction(long timeNs, Span<double> action)
    {
        var elapsedNs = timeNs - StartNs;
        if (!IsLoaded || elapsedNs < 0 || elapsedNs >= SpanNs)
            return false;
        var index = Index(elapsedNs);
        var share = (double)(elapsedNs - (index * IntervalNs)) / IntervalNs;
        var before = Action(index);
        var after = Action(index + 1);
        for (var joint = 0; joint < action.Length; joint++)
            action[joint] = before[joint] + (share * (after[joint] - before[joint]));
        return true;
    }

    /// <summary>Adds weight × what the chunk says about the joints that can be averaged.</summary>
    public void Accumulate(long nowNs, double weight, Motion motion)
    {
        var stride = _joints.Count;
        var leads = _joints.LeadsNs;
        ReadOnlySpan<double> rows = default;
        var curve = default(ActionCurve);
        var (moves, leadNs, early) = (false, long.MinValue, 0.0);
        for (var joint = 0; joint < stride; joint++)
        {
            if (_joints.IsDiscrete[joint])
                continue;
            if (leads[joint] != leadNs)
            {
                leadNs = leads[joint];
                var elapsedNs = nowNs + leadNs - StartNs;
                moves = elapsedNs < SpanNs;
                early = Math.Clamp(elapsedNs, -IntervalNs, 0) * SecondsPerNanosecond;
                var index = Index(elapsedNs);
                rows = _rows.AsSpan(index * stride);
                if (moves)
                    curve = new ActionCurve(
                        _interpolation,
                        Math.Max(0.0, elapsedNs - (index * IntervalNs)) / IntervalNs,
                        IntervalNs * SecondsPerNanosecond);
            }

            if (!moves)
            {
                motion.Position[joint] += weight * rows[stride + joint];
                continue;
            }

            var velocity = curve.Velocity(rows, joint, stride);
            motion.Position[joint] += weight * (curve.Position(rows, joint, stride) + (early * velocity));
            motion.Velocity[joint] += weight * velocity;
            motion.Acceleration[joint] += weight * curve.Acceleration(rows, joint, stride);
        }
    }

    /// <summary>Sets the discrete joints to the action in force: they are neither curved nor averaged.</summary>
    public void SetDiscrete(long nowNs, Motion motion)
    {
        for (var joint = 0; joint < _joints.Count; joint++)
            if (_joints.IsDiscrete[joint])
                motion.Position[joint] = Action(Index(nowNs + _joints.LeadsNs[joint] - StartNs))[joint];
    }

    private int Index(long elapsedNs) => (int)Math.Clamp(elapsedNs / IntervalNs, 0, Horizon - 1);
}
