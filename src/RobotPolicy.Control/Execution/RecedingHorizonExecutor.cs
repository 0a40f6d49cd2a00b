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
    private readonly ChunkPlayer _player;
    private readonly int _executeSteps;
    private readonly long _marginNs;
    private readonly long _fadeNs;

    /// <summary>Creates an executor for one policy.</summary>
    /// <param name="policy">Horizon, executed actions and interpolation.</param>
    /// <param name="joints">Joints of the robot.</param>
    /// <param name="options">How chunks are joined.</param>
    public RecedingHorizonExecutor(PolicySpec policy, ExecutorJoints joints, ExecutorOptions options)
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
    public void Reset(long epoch, ReadOnlySpan<double> from) => _player.Reset(epoch, from);

    /// <inheritdoc/>
    public ChunkAcceptance Accept(ActionChunk chunk, long nowNs)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        var acceptance = _player.Check(chunk, nowNs);
        if (acceptance != ChunkAcceptance.Accepted)
            return acceptance;
        _player.Prepare(chunk, chunk.StartNs);
        _player.Replace(nowNs, _fadeNs);
        return acceptance;
    }

    /// <inheritdoc/>
    public ScheduleSample Sample(long nowNs, Span<double> target, Span<double> velocity) => _player.Sample(nowNs, target, velocity);

    /// <inheritdoc/>
    public bool WantsChunk(long nowNs, LatencyForecast latency)
    {
        if (!_player.Current.IsLoaded)
            return true;
        var plannedNs = _player.TakeoverNs + (_executeSteps * _player.Current.IntervalNs) - latency.TypicalNs;
        return nowNs >= Math.Min(plannedNs, _player.LatestRequestNs(latency, _marginNs));
    }
}
