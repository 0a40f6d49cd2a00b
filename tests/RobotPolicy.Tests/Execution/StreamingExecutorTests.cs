using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Execution;

/// <summary>Two of the actions leave the buffer with every inference; the others are previews.</summary>
public sealed class StreamingExecutorTests
{
    private const long Dt = 100 * ExecutorSetup.Ms;

    [Fact]
    public void WantsChunk_OnTheGridOfTheBufferWhateverInferenceTakes()
    {
        foreach (var latencyMs in (int[])[0, 30, 100])
        {
            var executor = Start();
            executor.Accept(ExecutorSetup.Chunk(0, [0, 1, 2, 3]), latencyMs * ExecutorSetup.Ms);
            var latencyNs = latencyMs * ExecutorSetup.Ms;
            Assert.False(executor.WantsChunk((2 * Dt) - 1, new LatencyForecast(latencyNs, latencyNs, latencyNs)));
            Assert.True(executor.WantsChunk(2 * Dt, new LatencyForecast(latencyNs, latencyNs, latencyNs)));
        }
    }

    [Theory]
    [InlineData(-40)]
    [InlineData(0)]
    [InlineData(100)]
    public void Accept_NextChunk_BeginsOnTheGridWhenEverItsPictureWasTaken(int offsetMs)
    {
        var executor = Start();
        executor.Accept(ExecutorSetup.Chunk(0, [0, 1, 2, 3]), 0);
        executor.Accept(ExecutorSetup.Chunk((2 * Dt) + (offsetMs * ExecutorSetup.Ms), [12, 13, 14, 15]), 3 * Dt);
        Assert.Equal(13, executor.At(3 * Dt), 1e-12);
        Assert.False(executor.WantsChunk((4 * Dt) - 1, default));
        Assert.True(executor.WantsChunk(4 * Dt, default));
    }

    [Fact]
    public void Accept_ObservationMoreThanAnActionLate_StartsANewGrid()
    {
        var executor = Start();
        executor.Accept(ExecutorSetup.Chunk(0, [0, 1, 2, 3]), 0);
        executor.Accept(ExecutorSetup.Chunk((3 * Dt) + 1, [12, 13, 14, 15]), (3 * Dt) + 1);
        Assert.Equal(12, executor.At((3 * Dt) + 1), 1e-12);
    }

    [Fact]
    public void WithoutPreviews_IsAskedForEarlyAndWaitsForItsTime()
    {
        var executor = Start(execute: 4);
        executor.Accept(ExecutorSetup.Chunk(0, [0, 1, 2, 3]), 0);
        var forecast = new LatencyForecast(0, 150 * ExecutorSetup.Ms);
        Assert.False(executor.WantsChunk((2 * Dt) - 1, forecast));
        Assert.True(executor.WantsChunk(2 * Dt, forecast));
        Assert.Equal(ChunkAcceptance.Accepted, executor.Accept(ExecutorSetup.Chunk(2 * Dt, [4, 5, 6, 7]), (3 * Dt) - 1));
        Assert.False(executor.WantsChunk((4 * Dt) - 1, forecast));
        Assert.Equal(3, executor.At((4 * Dt) - 1), 1e-12);
        Assert.Equal(4, executor.At(4 * Dt), 1e-12);
        Assert.Equal(6.5, executor.At((6 * Dt) + (Dt / 2)), 1e-12);
    }

    private static IChunkExecutor Start(int execute = 2) =>
        ExecutorSetup.Start(ExecutorSetup.Spec(ExecutorKind.Streaming, 4, execute));
}
