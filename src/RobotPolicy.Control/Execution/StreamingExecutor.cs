using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Execution;

/// <summary>
/// For policies that carry a buffer of actions from one inference to the next and move it up by n actions each time, such as
/// Streaming Diffusion Policy (arXiv 2406.04806). What lies in the buffer is meant for fixed instants, so chunks follow each other
/// on a grid: the next one is asked for n actions after the start of the one in use, neither earlier when inference is slow nor
/// later when it is fast, and begins exactly there, whenever its picture was taken. Until it comes the chunk in use goes on with the
/// actions behind its n-th, which the package hands out as previews; one without previews is asked for early instead.
/// An observation that is more than an action late, because an inference failed or the arm was kept waiting, starts a new grid.
/// </summary>
public sealed class StreamingExecutor : IChunkExecutor
{
    private readonly ChunkPlayer _player;
    private readonly int _executeSteps;
    private readonly long _marginNs;
    private readonly long _fadeNs;
    private ChunkSchedule? _next;

    /// <summary>Creates an executor for one policy.</summary>
    /// <param name="policy">Horizon, actions that leave the buffer with every inference, and interpolation.</param>
    /// <param name="joints">Joints of the robot.</param>
    /// <param name="options">How chunks are joined.</param>
    public StreamingExecutor(PolicySpec policy, ExecutorJoints joints, ExecutorOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(joints);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(policy.ExecuteSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(policy.ExecuteSteps, policy.Horizon);
        _player = new ChunkPlayer(policy.Horizon, joints, policy.Interpolation);
        _executeSteps = policy.ExecuteSteps;
        _marginNs = options.RequestMargin.ToNanoseconds();
        _fadeNs = options.SeamFade.ToNanoseconds();
    }

    /// <inheritdoc/>
    public void Reset(long epoch, ReadOnlySpan<double> from)
    {
        _next = null;
        _player.Reset(epoch, from);
    }

    /// <inheritdoc/>
    public ChunkAcceptance Accept(ActionChunk chunk, long nowNs)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        var acceptance = _player.Check(chunk, nowNs);
        if (acceptance != ChunkAcceptance.Accepted)
            return acceptance;
        var isNext = _player.Current.IsLoaded && chunk.StartNs <= GridNs + chunk.IntervalNs;
        var next = _player.Prepare(chunk, isNext ? GridNs : chunk.StartNs);
        if (!next.Covers(nowNs))
            return ChunkAcceptance.Expired;
        _next = next;
        GoOver(nowNs, isNext);
        return acceptance;
    }

    /// <inheritdoc/>
    public ScheduleSample Sample(long nowNs, Span<double> target, Span<double> velocity)
    {
        GoOver(nowNs, isNext: true);
        return _player.Sample(nowNs, target, velocity);
    }

    /// <inheritdoc/>
    public bool WantsChunk(long nowNs, LatencyForecast latency) =>
        !_player.Current.IsLoaded || (_next is null && nowNs >= Math.Min(GridNs, _player.LatestRequestNs(latency, _marginNs)));

    /// <summary>A chunk that was asked for early waits until its time has come.</summary>
    private void GoOver(long nowNs, bool isNext)
    {
        if (_next is null || (isNext && nowNs + _player.Joints.MaxLeadNs < _next.StartNs))
            return;
        _next = null;
        _player.Replace(nowNs, _fadeNs);
    }

    /// <summary>Time of action 0 of the next chunk.</summary>
    private long GridNs => _player.Current.StartNs + (_executeSteps * _player.Current.IntervalNs);
}
