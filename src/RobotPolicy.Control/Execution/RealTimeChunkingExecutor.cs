using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Execution;

/// <summary>
/// Real-Time Chunking (arXiv 2506.07339, and 2512.05964 for networks that were trained for it): the next chunk is asked for while s
/// actions of the one in use are consumed, is computed knowing the d actions that will be executed meanwhile, and takes over at once
/// when it comes, at the instant that it is then. s = max(d, s_min) and s ≤ H − d, where s_min is what the package wants executed
/// and d the forecast of the delay.
/// <para>
/// A network that was told d actions continues those and no others. Where more of them were consumed when the chunk comes, it does
/// not join: it is turned down, the chunk in use goes on, and the next one is asked for with what was learned about the delay.
/// Guided sampling is pulled towards the chunk in use as a whole; a late chunk of it is used, as its seam fades like every other.
/// </para>
/// </summary>
public sealed class RealTimeChunkingExecutor : IChunkExecutor
{
    private readonly ChunkPlayer _player;
    private readonly int _horizon;
    private readonly int _executeSteps;
    private readonly bool _isPrefix;
    private readonly long _marginNs;
    private readonly long _fadeNs;

    /// <summary>Creates an executor for one policy.</summary>
    /// <param name="policy">Horizon, executed actions, how chunks continue each other, and interpolation.</param>
    /// <param name="joints">Joints of the robot.</param>
    /// <param name="options">How chunks are joined.</param>
    public RealTimeChunkingExecutor(PolicySpec policy, ExecutorJoints joints, ExecutorOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(joints);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(policy.ExecuteSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(policy.ExecuteSteps, policy.Horizon);
        _player = new ChunkPlayer(policy.Horizon, joints, policy.Interpolation);
        _horizon = policy.Horizon;
        _executeSteps = policy.ExecuteSteps;
        _isPrefix = policy.Conditioning == ChunkConditioning.Prefix;
        _marginNs = options.RequestMargin.ToNanoseconds();
        _fadeNs = options.SeamFade.ToNanoseconds();
    }

    /// <inheritdoc/>
    public void Reset(long epoch, ReadOnlySpan<double> from) => _player.Reset(epoch, from);

    /// <inheritdoc/>
    public ChunkAcceptance Accept(ActionChunk chunk, long nowNs)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        var acceptance = _player.Check(chunk, nowNs);
        if (acceptance != ChunkAcceptance.Accepted)
            return acceptance;
        var consumedNs = nowNs + _player.Joints.MaxLeadNs - chunk.StartNs;
        if (_isPrefix && _player.Current.Covers(nowNs) && consumedNs > chunk.ConditionedSteps * chunk.IntervalNs)
            return ChunkAcceptance.DelayUnderestimated;

        // The fade is not shortened because the inference already joins the two: what is left to fade is small, and a short fade
        // would make a large acceleration of it.
        _player.Prepare(chunk, chunk.StartNs);

        // The new chunk leans on the one in use, less and less until that ends: where the decided actions end and the free ones begin
        // a network turns more sharply than it does elsewhere.
        _player.Merge(nowNs, weightNow: 1, weightAtEnd: 0);
        _player.Replace(nowNs, _fadeNs);
        return acceptance;
    }

    /// <inheritdoc/>
    public ScheduleSample Sample(long nowNs, Span<double> target, Span<double> velocity) => _player.Sample(nowNs, target, velocity);

    /// <inheritdoc/>
    public bool WantsChunk(long nowNs, LatencyForecast latency)
    {
        var current = _player.Current;
        if (!current.IsLoaded)
            return true;
        var delaySteps = (latency.DelayNs + current.IntervalNs - 1) / current.IntervalNs;
        var steps = Math.Max(1, Math.Min(Math.Max(delaySteps, _executeSteps), _horizon - delaySteps));
        var consumedNs = nowNs + _player.Joints.MaxLeadNs - current.StartNs;
        return consumedNs >= steps * current.IntervalNs || nowNs >= _player.LatestRequestNs(latency, _marginNs);
    }
}
