using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Execution;

/// <summary>
/// Asks for a chunk at every policy step and averages what all chunks say about the same instant, with weights
/// wᵢ = exp(−m·i), i = 0 for the oldest (ACT, arXiv 2304.13705). Whether a chunk has a say is decided by its time span; ACT's
/// own code takes an all-zero action for an absent one.
/// </summary>
public sealed class TemporalEnsembleExecutor : IChunkExecutor
{
    private readonly ChunkSchedule[] _ring;
    private readonly double[] _weights;
    private readonly SeamFade _seam;
    private readonly double[] _last;
    private readonly double[] _next;
    private readonly double[] _ignoredVelocity;
    private long _epoch;
    private int _oldest;
    private int _count;

    /// <summary>Creates an executor for one policy.</summary>
    /// <param name="horizon">Actions in a chunk.</param>
    /// <param name="decay">m ≥ 0; ACT uses 0.01.</param>
    /// <param name="jointCount">Joints of the robot.</param>
    /// <param name="options">How chunks are joined.</param>
    public TemporalEnsembleExecutor(int horizon, double decay, int jointCount, ExecutorOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(jointCount);
        ArgumentNullException.ThrowIfNull(options);
        if (!(decay >= 0) || !double.IsFinite(decay))
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The decay is a finite number of at least 0.");
        var capacity = Math.Min(horizon, options.MaxEnsembleChunks);
        _ring = new ChunkSchedule[capacity];
        _weights = new double[capacity];
        for (var i = 0; i < capacity; i++)
        {
            _ring[i] = new ChunkSchedule(horizon, jointCount);
            _weights[i] = Math.Exp(-decay * i);
        }

        _seam = new SeamFade(jointCount, options.SeamFade.ToNanoseconds());
        _last = new double[jointCount];
        _next = new double[jointCount];
        _ignoredVelocity = new double[jointCount];
    }

    /// <inheritdoc/>
    public void Reset(long epoch, ReadOnlySpan<double> from)
    {
        _epoch = epoch;
        _count = 0;
        _seam.Clear();
        from.CopyTo(_last);
    }

    /// <inheritdoc/>
    public ChunkAcceptance Accept(ActionChunk chunk, long nowNs)
    {
        if (chunk.Epoch != _epoch)
            return ChunkAcceptance.StaleEpoch;
        if (chunk.EndNs <= nowNs)
            return ChunkAcceptance.Expired;
        if (_count > 0 && chunk.StartNs <= Newest.StartNs)
            return ChunkAcceptance.OutOfOrder;

        Sample(nowNs, _last, _ignoredVelocity);
        if (_count == _ring.Length)
            DropOldest();
        _ring[(_oldest + _count) % _ring.Length].Load(chunk);
        _count++;
        Average(nowNs, _next, _ignoredVelocity);
        _seam.Begin(nowNs, _last, _next);
        return ChunkAcceptance.Accepted;
    }

    /// <inheritdoc/>
    public ScheduleSample Sample(long nowNs, Span<double> target, Span<double> velocity)
    {
        if (_count == 0)
            return new ScheduleSample(ScheduleStatus.AwaitingFirst, 0, 0);

        // The newest chunk stays, so that an empty schedule is told from one that was never filled.
        while (_count > 1 && _ring[_oldest].EndNs <= nowNs)
            DropOldest();
        if (!Newest.Covers(nowNs))
            return new ScheduleSample(ScheduleStatus.Empty, 0, Newest.Id);
        Average(nowNs, target, velocity);
        _seam.Apply(nowNs, target, velocity);
        target.CopyTo(_last);
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

    private void Average(long nowNs, Span<double> target, Span<double> velocity)
    {
        var sum = 0.0;
        var said = 0;
        for (var i = 0; i < _count; i++)
            if (_ring[(_oldest + i) % _ring.Length].Covers(nowNs))
                sum += _weights[said++];

        target.Clear();
        velocity.Clear();
        said = 0;
        for (var i = 0; i < _count; i++)
        {
            var chunk = _ring[(_oldest + i) % _ring.Length];
            if (chunk.Covers(nowNs))
                chunk.Accumulate(nowNs, _weights[said++] / sum, target, velocity);
        }
    }
}
