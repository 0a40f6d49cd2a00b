using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Execution;

/// <summary>
/// Asks for a chunk when a share of the actions is left, and merges it into what is left when it comes: rules and weights of
/// LeRobot's asynchronous inference. Instants about which only the old chunk says something disappear, and discrete joints follow
/// the newer chunk. LeRobot's server leaves an observation that resembles the last one unanswered until the queue is empty; here
/// every request is answered, because an arm that stands still on purpose would otherwise starve time and again.
/// </summary>
public sealed class AsynchronousExecutor : IChunkExecutor
{
    private readonly ChunkPlayer _player;
    private readonly double _requestShare;
    private readonly double _oldWeight;
    private readonly long _marginNs;
    private readonly long _fadeNs;

    /// <summary>Creates an executor for one policy.</summary>
    /// <param name="policy">Horizon, share of the actions at which to ask, merge rule and interpolation.</param>
    /// <param name="joints">Joints of the robot.</param>
    /// <param name="options">How chunks are joined.</param>
    public AsynchronousExecutor(PolicySpec policy, ExecutorJoints joints, ExecutorOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(joints);
        ArgumentNullException.ThrowIfNull(options);
        if (!(policy.RequestShare is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(policy), policy.RequestShare, "The share of actions that may be left is 0 to 1.");
        _player = new ChunkPlayer(policy.Horizon, joints, policy.Interpolation);
        _requestShare = policy.RequestShare;
        _oldWeight = policy.Merge switch
        {
            MergeRule.LatestOnly => 0,
            MergeRule.WeightedAverage => 0.3,
            MergeRule.Average => 0.5,
            MergeRule.Conservative => 0.7,
            _ => throw new ArgumentOutOfRangeException(nameof(policy), policy.Merge, "Unknown merge rule."),
        };
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
        _player.Prepare(chunk, chunk.StartNs);
        if (_oldWeight > 0)
            _player.Merge(nowNs, _oldWeight, _oldWeight);
        _player.Replace(nowNs, _fadeNs);
        return acceptance;
    }

    /// <inheritdoc/>
    public ScheduleSample Sample(long nowNs, Span<double> target, Span<double> velocity) => _player.Sample(nowNs, target, velocity);

    /// <inheritdoc/>
    public bool WantsChunk(long nowNs, LatencyForecast latency)
    {
        var current = _player.Current;
        return !current.IsLoaded
            || current.EndNs - nowNs <= _requestShare * current.SpanNs
            || nowNs >= _player.LatestRequestNs(latency, _marginNs);
    }
}
