using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Execution;

/// <summary>What lies between two actions, seen through an executor with a single chunk.</summary>
public sealed class InterpolationTests
{
    private const long Dt = 100 * ExecutorSetup.Ms;

    [Fact]
    public void Cubic_ActionsOnALine_AreTheLine()
    {
        var executor = Play([1, 3, 5, 7, 9, 11]);
        for (var t = 0L; t <= 4 * Dt; t += Dt / 7)
        {
            Assert.Equal(1 + (2.0 * t / Dt), executor.At(t, out var velocity), 1e-12);
            Assert.Equal(20, velocity, 1e-9);
        }
    }

    /// <summary>At an action the B-spline is (a₋₁ + 4a₀ + a₁)/6 with velocity (a₁ − a₋₁)/2dt: on t² it lies dt²/3 beside the parabola.</summary>
    [Fact]
    public void Cubic_AtAnAction_HasTheWeightsOfTheUniformBSpline()
    {
        var executor = Play([0, 1, 4, 9, 16, 25]);
        Assert.Equal((1 + (4 * 4) + 9) / 6.0, executor.At(2 * Dt, out var velocity), 1e-12);
        Assert.Equal((9 - 1) / 0.2, velocity, 1e-9);
        Assert.Equal((2.5 * 2.5) + (1 / 3.0), executor.At(5 * Dt / 2), 1e-12);
    }

    [Fact]
    public void Cubic_BeginsAtTheFirstActionAndComesToRestAtTheLast()
    {
        var executor = Play([5, 6, 2, 3]);
        Assert.Equal(5, executor.At(0, out var velocity), 1e-12);
        Assert.Equal(10, velocity, 1e-9);
        Assert.Equal(3, executor.At((4 * Dt) - 1, out velocity), 1e-9);
        Assert.Equal(0, velocity, 1e-6);
    }

    /// <summary>A spline through the actions swings 13 % of the step over and back; commands beside what the policy said are never made.</summary>
    [Fact]
    public void Cubic_Step_NeverLeavesTheRangeOfTheActions()
    {
        var executor = Play([0, 0, 0, 1, 1, 1, 0, 0]);
        for (var t = 0L; t < 8 * Dt; t += Dt / 50)
            Assert.InRange(executor.At(t), -1e-15, 1 + 1e-15);
    }

    [Fact]
    public void Discrete_IsHeldAndNeitherCurvedNorFaded()
    {
        foreach (var interpolation in Enum.GetValues<Interpolation>())
        {
            var spec = ExecutorSetup.Spec(ExecutorKind.RecedingHorizon) with { Interpolation = interpolation, DiscreteJoints = ["j0"] };
            var executor = ExecutorSetup.Start(spec, fadeMs: 100);
            executor.Accept(ExecutorSetup.Chunk(0, [0, 1, 0, 1]), 0);
            Assert.Equal(0, executor.At(Dt - 1, out var velocity));
            Assert.Equal(0, velocity);
            Assert.Equal(1, executor.At(Dt));
            executor.Accept(ExecutorSetup.Chunk(Dt, [4, 4, 5, 5]), Dt + 1);
            Assert.Equal(4, executor.At(Dt + 1));
            Assert.Equal(5, executor.At(3 * Dt));
        }
    }

    [Fact]
    public void Discrete_JointThatTheRobotLacks_IsRefused() =>
        Assert.Throws<ArgumentException>(() =>
            ExecutorSetup.Start(ExecutorSetup.Spec(ExecutorKind.RecedingHorizon) with { DiscreteJoints = ["claw"] }));

    /// <summary>What is sent now has its effect later, for the gripper later than for the arm; the schedule ends for both when it ends for one.</summary>
    [Fact]
    public void CommandLatency_EachJointIsSentAheadByItsOwn()
    {
        var executor = ExecutorSetup.Start(ExecutorSetup.Spec(ExecutorKind.RecedingHorizon), 0, ExecutorSetup.Robot(3, 0, 50, 100));
        executor.Accept(ExecutorSetup.Chunk(0, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], joints: 3), 0);
        var (target, velocity) = (new double[3], new double[3]);
        var sample = executor.Sample(Dt, target, velocity);
        Assert.Equal(ScheduleStatus.Active, sample.Status);
        Assert.Equal(2 * Dt, sample.RemainingNs);
        Assert.Equal([1, 1.5, 2], target);
        Assert.Equal(ScheduleStatus.Empty, executor.Sample(3 * Dt, target, velocity).Status);
    }

    [Fact]
    public void CommandLatency_ChunkThatEndsBeforeItsCommandsHaveTheirEffect_IsExpired()
    {
        var executor = ExecutorSetup.Start(ExecutorSetup.Spec(ExecutorKind.RecedingHorizon), 0, ExecutorSetup.Robot(1, 100));
        Assert.Equal(ChunkAcceptance.Expired, executor.Accept(ExecutorSetup.Chunk(0, [0, 1, 2, 3]), 3 * Dt));
        Assert.Equal(ChunkAcceptance.Accepted, executor.Accept(ExecutorSetup.Chunk(0, [0, 1, 2, 3]), (3 * Dt) - 1));
    }

    private static IChunkExecutor Play(double[] actions)
    {
        var spec = ExecutorSetup.Spec(ExecutorKind.RecedingHorizon, actions.Length, actions.Length) with { Interpolation = Interpolation.Cubic };
        var executor = ExecutorSetup.Start(spec);
        executor.Accept(ExecutorSetup.Chunk(0, actions), 0);
        return executor;
    }
}
