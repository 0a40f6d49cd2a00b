using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Execution;

/// <summary>
/// Asks for a chunk at every policy step and averages what all chunks say about the same instant, with weights
/// wᵢ = exp(−m·i), i = 0 for the oldest (ACT, arXiv 2304.13705). Whether a chunk has a say is decided by its time span; ACT's
/// own code takes an all-zero action for an absent one. Discrete joints are not averaged: the newest chunk decides. A chunk that
/// comes or leaves shifts the average; the shift fades like a seam.
/// </summary>
public sealed class TemporalEnsembleExecutor : IChunkExecutor
{
    private readonly ExecutorJoints _joints;
    private readonly ChunkSchedule[] _ring;
    private readonly double[] _weights;
    private readonly SeamFade _seam;
    private readonly Motion _motion;
    private readonly Motion _next;
    private readonly double[] _from;
    private readonly long _fadeNs;
    private long _epoch;
    private int _oldest;
    private int _count;

    /// <summary>Creates an executor for one policy.</summary>
    /// <param name="policy">Horizon, decay (ACT uses 0.01) and interpolation.</param>
    /// <param name="joints">Joints of the robot.</param>
    /// <param name="options">How chunks are joined.</param>
    public TemporalEnsembleExecutor(PolicySpec policy, ExecutorJoints joints, ExecutorOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(joints);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(policy.Horizon);
        if (!(policy.EnsembleDecay >= 0) || !double.IsFinite(policy.EnsembleDecay))
            throw new ArgumentOutOfRangeException(nameof(policy), policy.EnsembleDecay, "The decay is a finite number of at least 0.");
        var capacity = Math.Min(policy.Horizon, options.MaxEnsembleChunks);
        _joints = joints;
        _ring = new ChunkSchedule[capacity];
        _weights = new double[capacity];
        for (var i = 0; i < capacity; i++)
        {
            _ring[i] = new ChunkSchedule(policy.Horizon, joints, policy.Interpolation);
            _weights[i] = Math.Exp(-policy.EnsembleDecay * i);
        }

        _seam = new SeamFade(joints);
        _fadeNs = options.SeamFade.ToNanoseconds();
        _motion = new Motion(joints.Count);
        _next = new Motion(joints.Count);
        _from = new double[joints.Count];
    }

    /// <inheritdoc/>
    public void Reset(long epoch, ReadOnlySpan<double> from)
    {
        _epoch = epoch;
        _count = 0;
        _seam.Clear();
        from.CopyTo(_from);
    }

    /// <inheritdoc/>
    public ChunkAcceptance Accept(ActionChunk chunk, long nowNs)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        if (chunk.Epoch != _epoch)
            return ChunkAcceptance.StaleEpoch;
        if (_count > 0 && chunk.StartNs <= Newest.ObservedNs)
            return ChunkAcceptance.OutOfOrder;
        if (chunk.EndNs - _joints.MaxLeadNs <= nowNs)
            return ChunkAcceptance.Expired;

        Read(nowNs);
        if (_count == _ring.Length)
            DropOldest();
        _ring[(_oldest + _count) % _ring.Length].Load(chunk);
        _count++;
        DropExpired(nowNs);
        BeginSeam(nowNs);
        return ChunkAcceptance.Accepted;
    }

    /// <inheritdoc/>
    public ScheduleSample Sample(long nowNs, Span<double> target, Span<double> velocity)
    {
        if (_count == 0)
            return new ScheduleSample(ScheduleStatus.AwaitingFirst, 0, 0);
        if (!Newest.Covers(nowNs))
            return new ScheduleSample(ScheduleStatus.Empty, 0, Newest.Id);
        Read(nowNs);
        if (DropExpired(nowNs))
        {
            BeginSeam(nowNs);
            Read(nowNs);
        }

        _motion.Position.CopyTo(target);
        _motion.Velocity.CopyTo(velocity);
        return new ScheduleSample(ScheduleStatus.Active, Newest.EndNs - nowNs, Newest.Id);
    }

    /// <inheritdoc/>
    public bool WantsChunk(long nowNs, LatencyForecast latency) =>
        _count == 0 || nowNs - Newest.InferenceStartNs >= Newest.IntervalNs;

    private ChunkSchedule Newest => _ring[(_oldest + _count - 1) % _ring.Length];

    private void DropOldest()
    {
        _oldest = (_oldest + 1) % _ring.Length;
        _count--;
    }

    /// <summary>Drops what is over; the newest chunk stays, so that an empty schedule is told from one that was never filled.</summary>
    private bool DropExpired(long nowNs)
    {
        var before = _count;
        while (_count > 1 && !_ring[_oldest].Covers(nowNs))
            DropOldest();
        return _count < before;
    }

    /// <summary>From how the target moved to what is left in the ring.</summary>
    private void BeginSeam(long nowNs)
    {
        Average(nowNs, _next);
        _seam.Begin(nowNs, _fadeNs, _motion, _next);
    }

    private void Read(long nowNs)
    {
        if (_count == 0)
        {
            _motion.Rest(_from);
            return;
        }

        Average(nowNs, _motion);
        _seam.Apply(nowNs, _motion);
    }

    private void Average(long nowNs, Motion motion)
    {
        var sum = 0.0;
        for (var i = 0; i < _count; i++)
            sum += _weights[i];
        motion.Clear();
        for (var i = 0; i < _count; i++)
            _ring[(_oldest + i) % _ring.Length].Accumulate(nowNs, _weights[i] / sum, motion);
        Newest.SetDiscrete(nowNs, motion);
    }
}
