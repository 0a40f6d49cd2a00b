using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Execution;

/// <summary>
/// Executes n of the H actions of a chunk, then goes over to the next one, which is asked for early enough to be there by then
/// (Diffusion Policy, arXiv 2303.04137). Actions are found by their absolute time, so those that expired during the inference
/// are skipped, however long it took.
/// </summary>
public sealed class RecedingHorizonExecutor : IChunkExecutor
{
    private readonly int _executeSteps;
    private readonly long _marginNs;
    private readonly SeamFade _seam;
    private readonly double[] _last;
    private readonly double[] _next;
    private readonly double[] _ignoredVelocity;
    private ChunkSchedule _schedule;
    private ChunkSchedule _spare;
    private long _epoch;
    private long _takeoverNs;

    /// <summary>Creates an executor for one policy.</summary>
    /// <param name="horizon">H, actions in a chunk.</param>
    /// <param name="executeSteps">n, actions executed before the next chunk takes over, 1…H.</param>
    /// <param name="jointCount">Joints of the robot.</param>
    /// <param name="options">How chunks are joined.</param>
    public RecedingHorizonExecutor(int horizon, int executeSteps, int jointCount, ExecutorOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(executeSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(executeSteps, horizon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(jointCount);
        ArgumentNullException.ThrowIfNull(options);
        _executeSteps = executeSteps;
        _marginNs = options.RequestMargin.ToNanoseconds();
        _seam = new SeamFade(jointCount, options.SeamFade.ToNanoseconds());
        _last = new double[jointCount];
        _next = new double[jointCount];
        _ignoredVelocity = new double[jointCount];
        _schedule = new ChunkSchedule(horizon, jointCount);
        _spare = new ChunkSchedule(horizon, jointCount);
    }

    /// <inheritdoc/>
    public void Reset(long epoch, ReadOnlySpan<double> from)
    {
        _epoch = epoch;
        _schedule.Clear();
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
        if (_schedule.IsLoaded && chunk.StartNs <= _schedule.StartNs)
            return ChunkAcceptance.OutOfOrder;

        // Where the target stands now; where nothing is scheduled any more, it stands where it was last.
        Sample(nowNs, _last, _ignoredVelocity);
        (_schedule, _spare) = (_spare, _schedule);
        _schedule.Load(chunk);
        _next.AsSpan().Clear();
        _schedule.Accumulate(nowNs, 1.0, _next, _ignoredVelocity);
        _seam.Begin(nowNs, _last, _next);
        _takeoverNs = nowNs;
        return ChunkAcceptance.Accepted;
    }

    /// <inheritdoc/>
    public ScheduleSample Sample(long nowNs, Span<double> target, Span<double> velocity)
    {
        if (!_schedule.IsLoaded)
            return new ScheduleSample(ScheduleStatus.AwaitingFirst, 0, 0);
        if (!_schedule.Covers(nowNs))
            return new ScheduleSample(ScheduleStatus.Empty, 0, _schedule.Id);
        target.Clear();
        velocity.Clear();
        _schedule.Accumulate(nowNs, 1.0, target, velocity);
        _seam.Apply(nowNs, target, velocity);
        target.CopyTo(_last);
        return new ScheduleSample(ScheduleStatus.Active, _schedule.EndNs - nowNs, _schedule.Id);
    }

    /// <inheritdoc/>
    public bool WantsChunk(long nowNs, LatencyForecast latency)
    {
        if (!_schedule.IsLoaded)
            return true;
        var plannedNs = _takeoverNs + (_executeSteps * _schedule.IntervalNs) - latency.TypicalNs;
        var latestNs = _schedule.EndNs - latency.WorstNs - _marginNs;
        return nowNs >= Math.Min(plannedNs, latestNs);
    }
}
