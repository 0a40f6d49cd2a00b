using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

public sealed class OnnxPolicyTests : IDisposable
{
    private readonly TestPolicyPackage _package = new();
    private readonly ImagePreprocessor _images = new();

    public void Dispose()
    {
        _images.Dispose();
        _package.Dispose();
    }

    [Fact]
    public void Load_SoundPackage_StatesWhatThePolicyNeeds()
    {
        var result = Load();
        using var policy = result.Policy!;

        Assert.Empty(result.Errors);
        Assert.Equal("test", policy.Spec.Name);
        Assert.Equal("Test.", policy.Task);
        Assert.Equal(4, policy.Spec.Horizon);
        Assert.Equal(2, policy.Spec.ExecuteSteps);
        Assert.Equal(50_000_000, policy.Spec.ActionIntervalNs);
        Assert.Equal(ExecutorKind.RecedingHorizon, policy.Spec.Executor);
        Assert.Equal(["elbow", "gripper"], policy.Spec.StateJoints);
        Assert.Equal(["gripper", "elbow"], policy.Spec.ActionJoints);
        Assert.Equal(["front"], policy.Spec.Cameras);
        Assert.Equal(5, result.WarmUpTimes.Count);
    }

    [Fact]
    public void Load_WarmUpThatTakesTooLong_IsOneInference()
    {
        var result = PolicyLoader.Load(_package.Folder, TestPolicyPackage.Robot, _images, new PolicyLoaderOptions { WarmUpTime = TimeSpan.Zero });
        using var policy = result.Policy!;

        Assert.Empty(result.Errors);
        Assert.Single(result.WarmUpTimes);
    }

    [Fact]
    public void Infer_KnownInput_NormalisesReordersAndDenormalises()
    {
        using var policy = Load().Policy!;
        var (observation, chunk) = Buffers(policy, brightness: 255);
        observation.Positions[0] = 1; // gripper: (1 − 0.5) / 0.25 = 2
        observation.Positions[1] = 3; // elbow: (3 − 1) / 2 = 1
        observation.TimeNs = 77;

        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));

        // Picture: (1 − 0.5) / 0.25 = 2. The graph adds step and picture to the state, in the state's order: elbow, gripper;
        // the manifest calls the outputs gripper, elbow.
        for (var step = 0; step < 4; step++)
        {
            Assert.Equal(((1 + step + 2) * 0.125) + 0.25, chunk.Action(step)[0], 1e-6);
            Assert.Equal(((2 + step + 2) * 0.5) - 1, chunk.Action(step)[1], 1e-6);
        }

        Assert.Equal(77, chunk.StartNs);
        Assert.Equal(50_000_000, chunk.IntervalNs);
        Assert.True(chunk.ModelNs > 0);
    }

    [Fact]
    public void Infer_SteadyState_AllocatesNothing()
    {
        using var policy = Load().Policy!;
        var (observation, chunk) = Buffers(policy, brightness: 10);
        for (var i = 0; i < 50; i++)
            policy.Infer(observation, chunk);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var failures = 0;
        for (var i = 0; i < 1000; i++)
            failures += policy.Infer(observation, chunk) == PolicyStatus.Ok ? 0 : 1;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, failures);
        AllocationBudget.Check(AllocationBudget.Inference, allocated, 1000);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void Infer_StateNotFinite_IsRejected(double value)
    {
        using var policy = Load().Policy!;
        var (observation, chunk) = Buffers(policy, brightness: 10);
        observation.Positions[1] = value;

        Assert.Equal(PolicyStatus.InvalidState, policy.Infer(observation, chunk));
    }

    [Fact]
    public void Infer_PictureMissingOrBroken_IsRejected()
    {
        using var policy = Load().Policy!;
        var (observation, chunk) = Buffers(policy, brightness: 10);
        observation.ReleaseImages();
        Assert.Equal(PolicyStatus.InvalidImage, policy.Infer(observation, chunk));

        observation.SetImage(0, new MemoryFrame(PixelFormat.Rgb8, 16, 12, 48, new byte[48 * 11]));
        Assert.Equal(PolicyStatus.InvalidImage, policy.Infer(observation, chunk));
    }

    [Fact]
    public void Infer_NonFiniteOutput_IsRejectedAndNotHandedOut()
    {
        // sqrt of the normalised state: NaN as soon as a joint is below its mean, while the warm-up's picture keeps it positive.
        _package.Write("model.onnx", new OnnxModelBuilder()
            .Input("observation.images.front", 1, 3, TestPolicyPackage.Height, TestPolicyPackage.Width)
            .Input("observation.state", 1, 2)
            .Constant("steps", [5, 5, 5, 5, 5, 5, 5, 5], 1, 4, 2)
            .Node("Add", ["observation.state", "steps"], "moved")
            .Node("ReduceMean", ["observation.images.front"], "brightness", OnnxModelBuilder.Attribute("axes", 1, 2, 3), OnnxModelBuilder.Attribute("keepdims", 0))
            .Node("Add", ["moved", "brightness"], "sum")
            .Node("Sqrt", ["sum"], "action")
            .Output("action", 1, 4, 2)
            .Build());
        using var policy = Load().Policy!;
        var (observation, chunk) = Buffers(policy, brightness: 10);
        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));
        Array.Fill(chunk.Actions, 42);

        observation.Positions[0] = -100;

        Assert.Equal(PolicyStatus.NonFiniteOutput, policy.Infer(observation, chunk));
        Assert.All(chunk.Actions, a => Assert.Equal(42, a));
    }

    [Fact]
    public void Load_OutputNotFiniteInWarmUp_IsAnError()
    {
        _package.Write("model.onnx", new OnnxModelBuilder()
            .Input("observation.images.front", 1, 3, TestPolicyPackage.Height, TestPolicyPackage.Width)
            .Input("observation.state", 1, 2)
            .Constant("steps", [-9, -9, -9, -9, -9, -9, -9, -9], 1, 4, 2)
            .Node("Add", ["observation.state", "steps"], "moved")
            .Node("Sqrt", ["moved"], "action")
            .Output("action", 1, 4, 2)
            .Build());

        var error = Assert.Single(Load().Errors);

        Assert.Equal("model.onnx: graph: expected a warm-up that succeeds, actual NonFiniteOutput", error.ToString());
    }

    [Fact]
    public void Infer_AfterDispose_ReturnsStopped()
    {
        var policy = Load().Policy!;
        var (observation, chunk) = Buffers(policy, brightness: 10);
        policy.Dispose();
        policy.Dispose();

        Assert.Equal(PolicyStatus.Stopped, policy.Infer(observation, chunk));
        policy.Cancel();
    }

    [Fact]
    public void Infer_UnitsInDegrees_AreConvertedAtTheBorder()
    {
        _package.EditManifest("\"task\": \"Test.\"", "\"units\": { \"angle\": \"deg\", \"length\": \"mm\" }");
        using var policy = Load().Policy!;
        var (observation, chunk) = Buffers(policy, brightness: 255);
        observation.Positions[0] = 0.001; // gripper: (1 mm − 0.5) / 0.25 = 2
        observation.Positions[1] = 3 * Math.PI / 180; // elbow: (3° − 1) / 2 = 1

        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));

        Assert.Equal((((1 + 2) * 0.125) + 0.25) / 1000, chunk.Action(0)[0], 1e-9);
        Assert.Equal((((2 + 2) * 0.5) - 1) * Math.PI / 180, chunk.Action(0)[1], 1e-8);
    }

    private static (Observation Observation, ActionChunk Chunk) Buffers(OnnxPolicy policy, byte brightness)
    {
        var observation = new Observation(2, 1);
        var pixels = new byte[16 * 12 * 3];
        Array.Fill(pixels, brightness);
        observation.SetImage(0, new MemoryFrame(PixelFormat.Rgb8, 16, 12, 48, pixels));
        return (observation, new ActionChunk(policy.Spec.Horizon, 2));
    }

    private PolicyLoadResult Load() => PolicyLoader.Load(_package.Folder, TestPolicyPackage.Robot, _images);
}
