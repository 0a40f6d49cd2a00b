using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Execution;

public sealed class RecedingHorizonExecutorTests
{
    private const long Dt = 100_000_000;
    private readonly double[] _target = new double[1];
    private readonly double[] _velocity = new double[1];

    [Fact]
    public void Sample_WithoutAChunk_AwaitsTheFirst()
    {
        var executor = Create();
        Assert.Equal(ScheduleStatus.AwaitingFirst, executor.Sample(0, _target, _velocity).Status);
        Assert.True(executor.WantsChunk(0, default));
    }

    [Fact]
    public void Sample_BetweenActions_IsLinearInAbsoluteTime()
    {
        var executor = Create(fadeMs: 0);
        Assert.Equal(ChunkAcceptance.Accepted, executor.Accept(Chunk(1, 0, [0, 1, 3, 3]), 0));
        Assert.Equal(0, At(executor, 0));
        Assert.Equal(0.5, At(executor, Dt / 2), 1e-12);
        Assert.Equal(10, _velocity[0], 1e-9);
        Assert.Equal(2, At(executor, Dt + (Dt / 2)), 1e-12);
        Assert.Equal(20, _velocity[0], 1e-9);
        Assert.Equal(3, At(executor, 3 * Dt));
        Assert.Equal(0, _velocity[0]);
    }

    /// <summary>Universal Manipulation Interface (arXiv 2402.10329): now − t_obs = 0.23 s, dt = 0.1 s → the first action that is not expired is number 3.</summary>
    [Fact]
    public void Accept_LateChunk_NeverExecutesAnExpiredAction()
    {
        var executor = Create(fadeMs: 0);
        executor.Accept(Chunk(1, 0, [90, 91, 92, 93]), 230_000_000);
        Assert.Equal(92.3, At(executor, 230_000_000), 1e-9);
        Assert.Equal(93, At(executor, 3 * Dt), 1e-9);
    }

    [Fact]
    public void Sample_LastAction_IsHeldForOneIntervalAndNeverRepeated()
    {
        var executor = Create(fadeMs: 0);
        executor.Accept(Chunk(1, 0, [0, 1, 2, 3]), 0);
        Assert.Equal(3, At(executor, (4 * Dt) - 1));
        Assert.Equal(1, executor.Sample((4 * Dt) - 1, _target, _velocity).RemainingNs);
        _target[0] = 77;
        var sample = executor.Sample(4 * Dt, _target, _velocity);
        Assert.Equal(ScheduleStatus.Empty, sample.Status);
        Assert.Equal(77, _target[0]);
    }

    [Fact]
    public void Accept_OlderEpochExpiredOrOutOfOrder_IsRefused()
    {
        var executor = Create();
        executor.Reset(5, [0]);
        Assert.Equal(ChunkAcceptance.StaleEpoch, executor.Accept(Chunk(4, 0, [0, 0, 0, 0]), 0));
        Assert.Equal(ChunkAcceptance.StaleEpoch, executor.Accept(Chunk(6, 0, [0, 0, 0, 0]), 0));
        Assert.Equal(ChunkAcceptance.Expired, executor.Accept(Chunk(5, 0, [0, 0, 0, 0]), 4 * Dt));
        Assert.Equal(ScheduleStatus.AwaitingFirst, executor.Sample(0, _target, _velocity).Status);
        Assert.Equal(ChunkAcceptance.Accepted, executor.Accept(Chunk(5, Dt, [0, 0, 0, 0]), Dt));
        Assert.Equal(ChunkAcceptance.OutOfOrder, executor.Accept(Chunk(5, Dt, [9, 9, 9, 9]), Dt));
    }

    [Fact]
    public void Accept_Seam_IsContinuousAndFadesLinearly()
    {
        var executor = Create(fadeMs: 100);
        executor.Accept(Chunk(1, 0, [0, 1, 2, 3]), 0);
        var t = 2 * Dt;
        Assert.Equal(2, At(executor, t), 1e-12);
        executor.Accept(Chunk(1, Dt, [5, 5, 5, 5]), t);
        Assert.Equal(2, At(executor, t), 1e-12);
        Assert.Equal(3.5, At(executor, t + (Dt / 2)), 1e-12);
        Assert.Equal(30, _velocity[0], 1e-9);
        Assert.Equal(5, At(executor, t + Dt), 1e-12);
        Assert.Equal(0, _velocity[0]);
    }

    [Fact]
    public void Accept_SeamDuringASeam_IsContinuous()
    {
        var executor = Create(fadeMs: 100);
        executor.Accept(Chunk(1, 0, [0, 0, 0, 0]), 0);
        executor.Accept(Chunk(1, 1, [4, 4, 4, 4]), Dt);
        Assert.Equal(2, At(executor, Dt + (Dt / 2)), 1e-9);
        executor.Accept(Chunk(1, 2, [-4, -4, -4, -4]), Dt + (Dt / 2));
        Assert.Equal(2, At(executor, Dt + (Dt / 2)), 1e-9);
    }

    [Fact]
    public void Accept_FirstChunk_IsFadedInFromWhereTheArmStands()
    {
        var executor = Create(fadeMs: 100);
        executor.Reset(1, [7]);
        executor.Accept(Chunk(1, 0, [1, 1, 1, 1]), Dt);
        Assert.Equal(7, At(executor, Dt), 1e-12);
        Assert.Equal(4, At(executor, Dt + (Dt / 2)), 1e-12);
        Assert.Equal(1, At(executor, 2 * Dt), 1e-12);
    }

    [Fact]
    public void Accept_InTheTickOfStarvation_FadesFromTheLastTarget()
    {
        var executor = Create(fadeMs: 100);
        executor.Accept(Chunk(1, 0, [0, 1, 2, 3]), 0);
        At(executor, (4 * Dt) - 1);
        executor.Accept(Chunk(1, 2 * Dt, [9, 9, 9, 9]), 4 * Dt);
        Assert.Equal(3, At(executor, 4 * Dt), 1e-9);
    }

    [Fact]
    public void WantsChunk_FastInference_AsksSoThatTheNextArrivesAfterTheExecutedActions()
    {
        var executor = Create(executeSteps: 2);
        executor.Accept(Chunk(1, 0, [0, 0, 0, 0]), 0);
        var latency = new LatencyForecast(20_000_000, 20_000_000);
        Assert.False(executor.WantsChunk((2 * Dt) - 20_000_001, latency));
        Assert.True(executor.WantsChunk((2 * Dt) - 20_000_000, latency));
    }

    [Fact]
    public void WantsChunk_SlowestInference_MovesTheRequestForwardSoThatNoGapOpens()
    {
        var executor = Create(executeSteps: 4);
        executor.Accept(Chunk(1, 0, [0, 0, 0, 0]), 0);
        var latency = new LatencyForecast(20_000_000, 150_000_000);
        Assert.False(executor.WantsChunk((4 * Dt) - 200_000_001, latency));
        Assert.True(executor.WantsChunk((4 * Dt) - 200_000_000, latency));
    }

    private double At(RecedingHorizonExecutor executor, long nowNs)
    {
        Assert.Equal(ScheduleStatus.Active, executor.Sample(nowNs, _target, _velocity).Status);
        return _target[0];
    }

    private static RecedingHorizonExecutor Create(int executeSteps = 2, int fadeMs = 0)
    {
        var executor = new RecedingHorizonExecutor(
            4, executeSteps, 1, new ExecutorOptions { SeamFade = TimeSpan.FromMilliseconds(fadeMs) });
        executor.Reset(1, [0]);
        return executor;
    }

    private static ActionChunk Chunk(long epoch, long startNs, double[] actions)
    {
        var chunk = new ActionChunk(actions.Length, 1) { Epoch = epoch, StartNs = startNs, IntervalNs = Dt, Id = 3 };
        actions.CopyTo(chunk.Actions, 0);
        return chunk;
    }
}
