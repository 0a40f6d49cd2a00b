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
        Assert.Equal(0, executor.At(0));
        Assert.Equal(0.5, executor.At(Dt / 2, out var velocity), 1e-12);
        Assert.Equal(10, velocity, 1e-9);
        Assert.Equal(2, executor.At(Dt + (Dt / 2), out velocity), 1e-12);
        Assert.Equal(20, velocity, 1e-9);
        Assert.Equal(3, executor.At(3 * Dt, out velocity));
        Assert.Equal(0, velocity);
    }

    /// <summary>Universal Manipulation Interface (arXiv 2402.10329): now − t_obs = 0.23 s, dt = 0.1 s → the first action that is not expired is number 3.</summary>
    [Fact]
    public void Accept_LateChunk_NeverExecutesAnExpiredAction()
    {
        var executor = Create(fadeMs: 0);
        executor.Accept(Chunk(1, 0, [90, 91, 92, 93]), 230_000_000);
        Assert.Equal(92.3, executor.At(230_000_000), 1e-9);
        Assert.Equal(93, executor.At(3 * Dt), 1e-9);
    }

    [Fact]
    public void Sample_LastAction_IsHeldForOneIntervalAndNeverRepeated()
    {
        var executor = Create(fadeMs: 0);
        executor.Accept(Chunk(1, 0, [0, 1, 2, 3]), 0);
        Assert.Equal(3, executor.At((4 * Dt) - 1));
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

    /// <summary>In the middle of the fade a polynomial of fifth degree has half of the distance left, and of the velocity 5/32 of a fade of its way.</summary>
    [Fact]
    public void Accept_Seam_CarriesPositionAndVelocityToTheNewChunk()
    {
        var executor = Create(fadeMs: 100);
        executor.Accept(Chunk(1, 0, [0, 1, 2, 3]), 0);
        executor.At(Dt);
        var t = 2 * Dt;
        Assert.Equal(2, executor.At(t), 1e-12);
        executor.Accept(Chunk(1, Dt, [5, 5, 5, 5]), t);
        Assert.Equal(2, executor.At(t, out var velocity), 1e-12);
        Assert.Equal(10, velocity, 1e-9);
        Assert.Equal(5 - (0.5 * 3) + (10 * 0.1 * 5.0 / 32), executor.At(t + (Dt / 2)), 1e-12);
        Assert.Equal(5, executor.At(t + Dt, out velocity), 1e-12);
        Assert.Equal(0, velocity);
    }

    [Fact]
    public void Accept_SeamDuringASeam_IsContinuous()
    {
        var executor = Create(fadeMs: 100);
        executor.Accept(Chunk(1, 0, [0, 0, 0, 0]), 0);
        executor.Accept(Chunk(1, 1, [4, 4, 4, 4]), Dt);
        Assert.Equal(2, executor.At(Dt + (Dt / 2)), 1e-9);
        executor.Accept(Chunk(1, 2, [-4, -4, -4, -4]), Dt + (Dt / 2));
        Assert.Equal(2, executor.At(Dt + (Dt / 2)), 1e-9);
    }

    [Fact]
    public void Accept_FirstChunk_IsFadedInFromWhereTheArmStands()
    {
        var executor = Create(fadeMs: 100);
        executor.Reset(1, [7]);
        executor.Accept(Chunk(1, 0, [1, 1, 1, 1]), Dt);
        Assert.Equal(7, executor.At(Dt), 1e-12);
        Assert.Equal(4, executor.At(Dt + (Dt / 2)), 1e-12);
        Assert.Equal(1, executor.At(2 * Dt), 1e-12);
    }

    [Fact]
    public void Accept_InTheTickOfStarvation_FadesFromTheLastTarget()
    {
        var executor = Create(fadeMs: 100);
        executor.Accept(Chunk(1, 0, [0, 1, 2, 3]), 0);
        executor.At((4 * Dt) - 1);
        executor.Accept(Chunk(1, 2 * Dt, [9, 9, 9, 9]), 4 * Dt);
        Assert.Equal(3, executor.At(4 * Dt), 1e-9);
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

    private static IChunkExecutor Create(int executeSteps = 2, int fadeMs = 0) =>
        ExecutorSetup.Start(ExecutorSetup.Spec(ExecutorKind.RecedingHorizon, 4, executeSteps), fadeMs);

    private static ActionChunk Chunk(long epoch, long startNs, double[] actions) => ExecutorSetup.Chunk(startNs, actions, Dt, epoch);
}
