using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Execution;

public sealed class TemporalEnsembleExecutorTests
{
    private const long Dt = 50_000_000;
    private readonly double[] _target = new double[1];
    private readonly double[] _velocity = new double[1];

    /// <summary>ACT (arXiv 2304.13705): predictions 1, 2, 4, the oldest first.</summary>
    [Theory]
    [InlineData(0.01, 2.323339)]
    [InlineData(0.5, 1.866167)]
    [InlineData(0.0, 7.0 / 3)]
    public void Sample_ThreePredictions_AreWeightedOldestFirst(double decay, double expected)
    {
        var executor = Create(decay);
        executor.Accept(Chunk(0, 1), 0);
        executor.Accept(Chunk(Dt, 2), Dt);
        executor.Accept(Chunk(2 * Dt, 4), 2 * Dt);
        Assert.Equal(ScheduleStatus.Active, executor.Sample(2 * Dt, _target, _velocity).Status);
        Assert.Equal(expected, _target[0], 5e-7);
    }

    [Fact]
    public void Sample_ZeroPrediction_CountsLikeEveryOther()
    {
        var executor = Create(0);
        executor.Accept(Chunk(0, 0), 0);
        executor.Accept(Chunk(Dt, 4), Dt);
        executor.Sample(Dt, _target, _velocity);
        Assert.Equal(2, _target[0], 1e-12);
    }

    [Fact]
    public void Sample_ExpiredChunk_HasNoSay()
    {
        var executor = Create(0);
        executor.Accept(Chunk(0, 0), 0);
        executor.Accept(Chunk(2 * Dt, 4), 2 * Dt);
        executor.Sample((4 * Dt) - 1, _target, _velocity);
        Assert.Equal(2, _target[0], 1e-12);
        executor.Sample(4 * Dt, _target, _velocity);
        Assert.Equal(4, _target[0], 1e-12);
    }

    [Fact]
    public void Sample_AllExpired_IsEmpty()
    {
        var executor = Create(0);
        executor.Accept(Chunk(0, 1), 0);
        executor.Accept(Chunk(Dt, 1), Dt);
        Assert.Equal(ScheduleStatus.Empty, executor.Sample(5 * Dt, _target, _velocity).Status);
    }

    [Fact]
    public void Accept_MoreChunksThanKept_DropsTheOldest()
    {
        var executor = ExecutorSetup.Start(
            ExecutorSetup.Spec(ExecutorKind.TemporalEnsemble) with { EnsembleDecay = 0 }, maxEnsembleChunks: 2);
        executor.Accept(Chunk(0, 100), 0);
        executor.Accept(Chunk(1, 2), 0);
        executor.Accept(Chunk(2, 4), 0);
        executor.Sample(10, _target, _velocity);
        Assert.Equal(3, _target[0], 1e-12);
    }

    [Fact]
    public void Reset_ForgetsEverything()
    {
        var executor = Create(0);
        executor.Accept(Chunk(0, 1), 0);
        executor.Reset(2, [0]);
        Assert.Equal(ScheduleStatus.AwaitingFirst, executor.Sample(1, _target, _velocity).Status);
        Assert.Equal(ChunkAcceptance.StaleEpoch, executor.Accept(Chunk(0, 1), 0));
    }

    /// <summary>LeRobot keeps a running average: avg ← (avg·C[n−1] + a·w[n])/C[n] with C the sums of the weights.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.3)]
    public void Sample_RandomPredictions_EqualTheOnlineForm(double decay)
    {
        var random = new Random(11);
        var executor = Create(decay);
        var average = 0.0;
        var sum = 0.0;
        for (var n = 0; n < 4; n++)
        {
            // Chunk n says something else about every instant; what it says about instant 3 is what counts here.
            var actions = Enumerable.Range(0, 4).Select(_ => random.NextDouble()).ToArray();
            executor.Accept(ExecutorSetup.Chunk(n * Dt, actions, Dt), n * Dt);
            var weight = Math.Exp(-decay * n);
            average = ((average * sum) + (actions[3 - n] * weight)) / (sum + weight);
            sum += weight;
        }

        Assert.Equal(average, executor.At(3 * Dt), 1e-12);
    }

    [Fact]
    public void Sample_DiscreteJoint_FollowsTheNewestChunk()
    {
        var executor = ExecutorSetup.Start(
            ExecutorSetup.Spec(ExecutorKind.TemporalEnsemble, intervalMs: 50) with { DiscreteJoints = ["j0"] });
        executor.Accept(Chunk(0, 0), 0);
        executor.Accept(Chunk(Dt, 1), Dt);
        Assert.Equal(1, executor.At(Dt));
    }

    [Fact]
    public void WantsChunk_OncePerPolicyStep()
    {
        var executor = Create(0);
        Assert.True(executor.WantsChunk(0, default));
        executor.Accept(Chunk(0, 1), 0);
        Assert.False(executor.WantsChunk(Dt - 1, default));
        Assert.True(executor.WantsChunk(Dt, default));
    }

    private static IChunkExecutor Create(double decay) =>
        ExecutorSetup.Start(ExecutorSetup.Spec(ExecutorKind.TemporalEnsemble, intervalMs: 50) with { EnsembleDecay = decay });

    private static ActionChunk Chunk(long startNs, double value) => ExecutorSetup.Chunk(startNs, [value, value, value, value], Dt);
}
