using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Execution;

public sealed class AsynchronousExecutorTests
{
    private const long Dt = 100 * ExecutorSetup.Ms;

    /// <summary>LeRobot's names and weights.</summary>
    [Theory]
    [InlineData(MergeRule.LatestOnly, 20.0)]
    [InlineData(MergeRule.WeightedAverage, (0.3 * 10) + (0.7 * 20))]
    [InlineData(MergeRule.Average, 15.0)]
    [InlineData(MergeRule.Conservative, (0.7 * 10) + (0.3 * 20))]
    public void Accept_Overlap_IsMergedByTheRule(MergeRule rule, double expected)
    {
        var executor = Start(rule);
        executor.Accept(ExecutorSetup.Chunk(0, [10, 10, 10, 10]), 0);
        executor.Accept(ExecutorSetup.Chunk(2 * Dt, [20, 20, 20, 20]), 2 * Dt);
        Assert.Equal(expected, executor.At(2 * Dt), 1e-12);
        Assert.Equal(expected, executor.At(3 * Dt), 1e-12);
        Assert.Equal(20, executor.At(4 * Dt), 1e-12);
    }

    [Fact]
    public void Accept_InstantsBetweenActions_AreMergedWithWhatTheOldChunkSaysThen()
    {
        var executor = Start(MergeRule.Average);
        executor.Accept(ExecutorSetup.Chunk(0, [0, 1, 2, 3]), 0);
        executor.Accept(ExecutorSetup.Chunk(Dt / 2, [10, 10, 10, 10]), Dt / 2);
        Assert.Equal((0.5 + 10) / 2, executor.At(Dt / 2), 1e-12);
        Assert.Equal((2.5 + 10) / 2, executor.At(5 * Dt / 2), 1e-12);
    }

    [Fact]
    public void Accept_MergedTwice_CarriesTheOldestOn()
    {
        var executor = Start(MergeRule.Average);
        executor.Accept(ExecutorSetup.Chunk(0, [8, 8, 8, 8]), 0);
        executor.Accept(ExecutorSetup.Chunk(Dt, [4, 4, 4, 4]), Dt);
        executor.Accept(ExecutorSetup.Chunk(2 * Dt, [2, 2, 2, 2]), 2 * Dt);
        Assert.Equal((((8 + 4) / 2.0) + 2) / 2, executor.At(2 * Dt), 1e-12);
    }

    [Fact]
    public void Accept_InstantsThatTheNewChunkSaysNothingAbout_Disappear()
    {
        var executor = Start(MergeRule.Conservative);
        executor.Accept(ExecutorSetup.Chunk(0, [1, 1, 1, 1]), 0);
        executor.Accept(ExecutorSetup.Chunk(Dt, [1, 1]), Dt);
        Assert.Equal(ScheduleStatus.Empty, executor.Sample(3 * Dt, new double[1], new double[1]).Status);
    }

    [Fact]
    public void Accept_DiscreteJoint_FollowsTheNewChunk()
    {
        var executor = ExecutorSetup.Start(
            ExecutorSetup.Spec(ExecutorKind.Asynchronous) with { Merge = MergeRule.Conservative, DiscreteJoints = ["j0"] });
        executor.Accept(ExecutorSetup.Chunk(0, [0, 0, 0, 0]), 0);
        executor.Accept(ExecutorSetup.Chunk(Dt, [1, 1, 1, 1]), Dt);
        Assert.Equal(1, executor.At(Dt));
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0.25, 3)]
    [InlineData(0.0, 4)]
    public void WantsChunk_WhenTheShareIsLeft(double share, int steps)
    {
        var executor = Start(MergeRule.LatestOnly, share);
        executor.Accept(ExecutorSetup.Chunk(0, [1, 1, 1, 1]), 0);
        var noMargin = new LatencyForecast(0, -50 * ExecutorSetup.Ms);
        Assert.False(executor.WantsChunk((steps * Dt) - 1, noMargin));
        Assert.True(executor.WantsChunk(steps * Dt, noMargin));
    }

    private static IChunkExecutor Start(MergeRule rule, double share = 0.5) =>
        ExecutorSetup.Start(ExecutorSetup.Spec(ExecutorKind.Asynchronous) with { Merge = rule, RequestShare = share });
}
