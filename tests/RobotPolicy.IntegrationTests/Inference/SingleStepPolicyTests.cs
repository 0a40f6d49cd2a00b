using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

public sealed class SingleStepPolicyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-single-step-").FullName;
    private readonly ImagePreprocessor _images = new();

    public void Dispose()
    {
        _images.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Infer_KnownState_IsDefaultPlusScaledAction()
    {
        using var policy = Load(SingleStepGraph.Described()).Policy!;
        var (observation, chunk) = Buffers(policy);

        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));

        // Elbow: action (2 − 1) + 10 · 0.1 = 2, target 1 + 0.5 · 2; gripper: action 0.1 − 2 = −1.9, target 0.5 − 0.25 · 1.9.
        for (var step = 0; step < chunk.Horizon; step++)
        {
            Assert.Equal(0.025, chunk.Action(step)[0], 1e-6);
            Assert.Equal(2, chunk.Action(step)[1], 1e-6);
        }

        Assert.Equal(20_000_000, chunk.IntervalNs);
        Assert.True(chunk.EndNs - chunk.StartNs >= 100_000_000);
    }

    [Fact]
    public void Infer_LastAction_IsFedBackUntilReset()
    {
        using var policy = Load(SingleStepGraph.Described()).Policy!;
        var (observation, chunk) = Buffers(policy);
        policy.Infer(observation, chunk);

        policy.Infer(observation, chunk);
        Assert.Equal(1 + (0.5 * 3), chunk.Action(0)[1], 1e-6);

        policy.Reset();
        policy.Infer(observation, chunk);
        Assert.Equal(2, chunk.Action(0)[1], 1e-6);
    }

    [Fact]
    public void Infer_SteadyState_AllocatesNothing()
    {
        using var policy = Load(SingleStepGraph.Described()).Policy!;
        var (observation, chunk) = Buffers(policy);
        for (var i = 0; i < 50; i++)
            policy.Infer(observation, chunk);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            policy.Infer(observation, chunk);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Load_VectorOfAnotherSize_NamesTheTerms()
    {
        var error = Assert.Single(Load(SingleStepGraph.Described().Metadata("observation_names", "joint_pos,actions")).Errors);

        Assert.Equal("policy.onnx: obs: expected shape [1, 4], the sum of joint_pos 2 + actions 2, actual [1, 6]", error.ToString());
    }

    [Fact]
    public void Load_MoreJointsThanActions_NeedsTheirNames()
    {
        var graph = SingleStepGraph.Described().Metadata("joint_names", "elbow,gripper,wheel").Metadata("default_joint_pos", "0")
            .Metadata("action_scale", "1").Metadata("observation_names", "joint_pos,joint_pos");
        Assert.Contains(
            "policy.onnx: actions: expected shape [1, chunk, 3] or [1, 3], as joint_names or action_joint_names has 3 names, actual [1, 2]",
            Load(graph).Errors.Select(e => e.ToString()));
    }

    [Fact]
    public void Load_InputThatNothingFeeds_IsNamed()
    {
        var graph = SingleStepGraph.Described().Input("time_step", 1, 1);

        Assert.Equal(
            "policy.onnx: time_step: expected one input, for the observation vector, actual an input that nothing feeds",
            Assert.Single(Load(graph).Errors).ToString());
    }

    private PolicyLoadResult Load(OnnxModelBuilder graph)
    {
        var path = Path.Combine(_folder, "policy.onnx");
        File.WriteAllBytes(path, graph.Build());
        return PolicyLoader.Load(path, TestPolicyPackage.Robot, _images);
    }

    /// <summary>Gripper at 0.6 moving at −0.2, elbow at 2 moving at 0.1.</summary>
    private static (Observation Observation, ActionChunk Chunk) Buffers(OnnxPolicy policy)
    {
        var observation = new Observation(2, 0);
        (observation.Positions[0], observation.Velocities[0]) = (0.6, -0.2);
        (observation.Positions[1], observation.Velocities[1]) = (2, 0.1);
        return (observation, new ActionChunk(policy.Spec.Horizon, 2));
    }
}
