using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>Policies of encoder, denoiser and sampler, as packages.</summary>
public sealed class SampledPolicyTests : IDisposable
{
    private readonly ImagePreprocessor _images = new();

    public static TheoryData<string> Cases => [.. GoldenFolder.Cases(SampledPolicyPackage.Goldens)];

    public void Dispose() => _images.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Infer_FromSeedToJointTargets_MatchesTheReference(string name)
    {
        using var package = new SampledPolicyPackage(name);
        using var policy = Load(package);
        var (observation, chunk) = Buffers(package, policy);
        var first = package.Golden.GetProperty("inference").GetInt64();

        // A second epoch has to give the same again.
        for (var epoch = 0; epoch < 2; epoch++)
        {
            chunk.Id = first;
            foreach (var expected in package.Golden.GetProperty("actions").EnumerateArray())
            {
                Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));
                Assert.Equal(expected.GetArrayLength(), chunk.Actions.Length);
                var i = 0;
                foreach (var value in expected.EnumerateArray())
                    Assert.Equal(value.GetDouble(), chunk.Actions[i++], 1e-4);
                Assert.True(chunk.ModelNs > 0);
                chunk.Id++;
            }

            policy.Reset();
        }
    }

    [Theory]
    [InlineData("ddim")]
    [InlineData("ddpm")]
    [InlineData("flow_guided")]
    [InlineData("rolling")]
    public void Infer_SteadyState_AllocatesNothing(string name)
    {
        using var package = new SampledPolicyPackage(name);
        using var policy = Load(package);
        var (observation, chunk) = Buffers(package, policy);
        for (var i = 0; i < 20; i++)
            policy.Infer(observation, chunk);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var failures = 0;
        for (var i = 0; i < 200; i++)
        {
            chunk.Id++;
            failures += policy.Infer(observation, chunk) == PolicyStatus.Ok ? 0 : 1;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, failures);
    }

    [Fact]
    public void Infer_OtherInferenceOrSeed_OtherActions()
    {
        using var package = new SampledPolicyPackage("ddim");
        using var policy = Load(package);
        using var other = Load(package, 1);
        var (observation, chunk) = Buffers(package, policy);
        double[] Actions(OnnxPolicy from, long id)
        {
            chunk.Id = id;
            Assert.Equal(PolicyStatus.Ok, from.Infer(observation, chunk));
            return [.. chunk.Actions];
        }

        Assert.Equal(Actions(policy, 5), Actions(policy, 5));
        Assert.NotEqual(Actions(policy, 5), Actions(policy, 6));
        Assert.NotEqual(Actions(policy, 5), Actions(other, 5));
    }

    [Fact]
    public void Infer_NaNAtStep7_RejectsTheChunkAndNamesTheStep()
    {
        // prediction = √(t + c) with t = 90, 80, …, 0 and c = −10 · normalised elbow: at 6 rad c is −25, which t = 20 cannot lift.
        using var package = new SampledPolicyPackage("ddim");
        package.Write("encoder.onnx", new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Constant("W", [-10, 0], 1, 2, 1)
            .Node("MatMul", ["observation.state", "W"], "condition")
            .Output("condition", 1, 1, 1)
            .Build(12));
        package.Write("denoiser.onnx", new OnnxModelBuilder()
            .Input("sample", -1, 8, 2)
            .Input("timestep", [-1L])
            .Input("condition", -1, 1, 1)
            .Constant("zero", [0], 1)
            .Node("Unsqueeze", ["timestep"], "t", OnnxModelBuilder.Attribute("axes", 1, 2))
            .Node("Add", ["t", "condition"], "sum")
            .Node("Sqrt", ["sum"], "root")
            .Node("Mul", ["sample", "zero"], "nothing")
            .Node("Add", ["nothing", "root"], "prediction")
            .Output("prediction", -1, 8, 2)
            .Build(12));
        using var policy = Load(package);
        var (observation, chunk) = Buffers(package, policy);
        observation.Positions[1] = 0;
        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));
        Array.Fill(chunk.Actions, 42);

        observation.Positions[1] = 6;

        Assert.Equal(PolicyStatus.NonFiniteOutput, policy.Infer(observation, chunk));
        Assert.All(chunk.Actions, a => Assert.Equal(42, a));
        Assert.StartsWith("NonFinitePrediction at step 7 of", policy.LastError);

        observation.Positions[1] = 0;
        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));
        Assert.Null(policy.LastError);
    }

    [Fact]
    public void Infer_AfterDispose_ReturnsStopped()
    {
        using var package = new SampledPolicyPackage("ddim");
        var policy = Load(package);
        var (observation, chunk) = Buffers(package, policy);
        policy.Cancel();
        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));
        policy.Dispose();
        policy.Dispose();

        Assert.Equal(PolicyStatus.Stopped, policy.Infer(observation, chunk));
        policy.Cancel();
    }

    [Fact]
    public void Load_RollingBuffer_YieldsTheActionsThatLeaveIt()
    {
        using var package = new SampledPolicyPackage("rolling");
        using var policy = Load(package);

        Assert.Equal(4, policy.Spec.Horizon);
        package.EditManifest("\"start\": \"zero\"", "\"start\": \"constant\"");
        using var constant = Load(package);
        var (observation, chunk) = Buffers(package, constant);
        Assert.Equal(PolicyStatus.Ok, constant.Infer(observation, chunk));
        observation.Positions[0] = double.NaN;
        Assert.Equal(PolicyStatus.InvalidState, constant.Infer(observation, chunk));
    }

    private static (Observation Observation, ActionChunk Chunk) Buffers(SampledPolicyPackage package, OnnxPolicy policy)
    {
        var observation = new Observation(2, 0);
        var positions = package.Golden.GetProperty("positions").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        positions.CopyTo(observation.Positions, 0);
        return (observation, new ActionChunk(policy.Spec.Horizon, 2));
    }

    private OnnxPolicy Load(SampledPolicyPackage package, ulong? seed = null)
    {
        var result = PolicyLoader.Load(
            package.Folder,
            TestPolicyPackage.Robot,
            _images,
            new PolicyLoaderOptions { NoiseSeed = seed ?? package.Golden.GetProperty("seed").GetUInt64() });
        Assert.Empty(result.Errors);
        return result.Policy!;
    }
}
