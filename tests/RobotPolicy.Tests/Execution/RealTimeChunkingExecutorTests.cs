using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Execution;

public sealed class RealTimeChunkingExecutorTests
{
    private const long Dt = 100 * ExecutorSetup.Ms;
    private static readonly double[] Ramp = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    /// <summary>s = max(d, s_min), s ≤ H − d, with H = 10 and s_min = 4: a delay of 2.5, 4.5 and 5.5 intervals is d = 3, 5 and 6.</summary>
    [Theory]
    [InlineData(0, 4)]
    [InlineData(250, 4)]
    [InlineData(450, 5)]
    [InlineData(550, 4)]
    public void WantsChunk_OnceTheLargerOfDelayAndExecutedActionsIsConsumed(int delayMs, int steps)
    {
        var executor = Start();
        executor.Accept(ExecutorSetup.Chunk(0, Ramp), Dt);
        var forecast = new LatencyForecast(1, 1, delayMs * ExecutorSetup.Ms);
        Assert.False(executor.WantsChunk((steps * Dt) - 1, forecast));
        Assert.True(executor.WantsChunk(steps * Dt, forecast));
    }

    [Fact]
    public void WantsChunk_AnswerThatTakesLong_IsAskedForBeforeTheEnd()
    {
        var executor = Start(execute: 9);
        executor.Accept(ExecutorSetup.Chunk(0, Ramp), 0);
        var forecast = new LatencyForecast(300 * ExecutorSetup.Ms, 300 * ExecutorSetup.Ms);
        Assert.False(executor.WantsChunk((10 * Dt) - (350 * ExecutorSetup.Ms) - 1, forecast));
        Assert.True(executor.WantsChunk((10 * Dt) - (350 * ExecutorSetup.Ms), forecast));
    }

    [Fact]
    public void Accept_TakesOverAtOnceAndLeansOnTheOldChunkUntilThatEnds()
    {
        var executor = Start();
        executor.Accept(ExecutorSetup.Chunk(0, Ramp), 0);
        Assert.Equal(6.5, executor.At((6 * Dt) + (Dt / 2)), 1e-9);
        executor.Accept(Next(20, conditioned: 3), (6 * Dt) + (Dt / 2));

        // The old chunk, 16 below the new one, has 350 ms left: it weighs 300/350 at 7 and 100/350 at 9, and nothing where it ends.
        Assert.Equal(23 - (16 * 300.0 / 350), executor.At(7 * Dt), 1e-9);
        Assert.Equal(25 - (16 * 100.0 / 350), executor.At(9 * Dt), 1e-9);
        Assert.Equal(26, executor.At(10 * Dt), 1e-9);
    }

    [Fact]
    public void Accept_MoreConsumedThanThePrefixWasTold_IsTurnedDownAndTheOldChunkGoesOn()
    {
        var executor = Start(ChunkConditioning.Prefix);
        executor.Accept(ExecutorSetup.Chunk(0, Ramp), 0);
        Assert.Equal(ChunkAcceptance.DelayUnderestimated, executor.Accept(Next(20, conditioned: 2), (6 * Dt) + 1));
        Assert.Equal(6.5, executor.At((6 * Dt) + (Dt / 2)), 1e-9);
        Assert.Equal(ChunkAcceptance.Accepted, executor.Accept(Next(20, conditioned: 3), 7 * Dt));
        Assert.Equal(7, executor.At(7 * Dt), 1e-9);
        Assert.Equal(26, executor.At(10 * Dt), 1e-9);
    }

    [Fact]
    public void Accept_NothingLeftToJoin_TakesWhatComes()
    {
        var executor = Start(ChunkConditioning.Prefix);
        Assert.Equal(ChunkAcceptance.Accepted, executor.Accept(ExecutorSetup.Chunk(0, Ramp), 5 * Dt));
        Assert.Equal(ChunkAcceptance.Accepted, executor.Accept(Next(20, conditioned: 0), 10 * Dt));
    }

    [Fact]
    public void Accept_GuidanceThatCameLate_IsUsed()
    {
        var executor = Start(ChunkConditioning.Guidance);
        executor.Accept(ExecutorSetup.Chunk(0, Ramp), 0);
        Assert.Equal(ChunkAcceptance.Accepted, executor.Accept(Next(20, conditioned: 0), 8 * Dt));
    }

    private static IChunkExecutor Start(ChunkConditioning conditioning = ChunkConditioning.None, int execute = 4) =>
        ExecutorSetup.Start(ExecutorSetup.Spec(ExecutorKind.RealTimeChunking, 10, execute) with { Conditioning = conditioning });

    /// <summary>A chunk observed at the fourth action, whose own actions count from a number on.</summary>
    private static ActionChunk Next(double from, int conditioned)
    {
        var chunk = ExecutorSetup.Chunk(4 * Dt, [.. Ramp.Select(action => from + action)]);
        chunk.ConditionedSteps = conditioned;
        return chunk;
    }
}
