using System.Text.Json;
using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>Policies of encoder, denoiser and sampler, as packages.</summary>
public sealed class SampledPolicyTests : IDisposable
{
    private readonly ImagePreprocessor _images = new();

    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateFiles(SampledPolicyPackage.GoldenFolder, "*.json").Select(p => Path.GetFileNameWithoutExtension(p)).Order()];

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
    public void Infer_DenoiserThatGoesWrong_IsRejectedAndSaysAtWhichStep()
    {
        using var package = new SampledPolicyPackage("flow_midpoint");
        using var policy = Load(package);
        var (observation, chunk) = Buffers(package, policy);
        Array.Fill(chunk.Actions, 42);

        // Finite for the state, but not for what the encoder makes of it.
        package.Write("encoder.onnx", new OnnxModelBuilder()
            .Input("observation.state", 1, 2)
            .Constant("huge", Enumerable.Repeat(3e38f, 10).ToArray(), 1, 2, 5)
            .Node("MatMul", ["observation.state", "huge"], "condition")
            .Output("condition", 1, 1, 5)
            .Build(12));
        package.Write("denoiser.onnx", package.Denoiser("Sqrt").Build(12));
        var error = Assert.Single(PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors);

        Assert.StartsWith("encoder.onnx: graph: expected a warm-up that succeeds, actual NonFiniteOutput: NonFinitePrediction at step 0", error.ToString());
        Assert.Equal(PolicyStatus.Ok, policy.Infer(observation, chunk));
    }

    [Fact]
    public void Infer_NaNInTheMiddle_LeavesTheChunkAlone()
    {
        using var package = new SampledPolicyPackage("ddim");
        package.Write("denoiser.onnx", package.Denoiser("Reciprocal").Build(12));
        using var policy = Load(package);
        var (observation, chunk) = Buffers(package, policy);
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

    [Theory]
    [InlineData("\"denoiser\": \"denoiser.onnx\"", "\"denoiser\": \"../x.onnx\"", "x-robotpolicy.graphs.denoiser: expected a path inside")]
    [InlineData(", \"denoiser\": \"denoiser.onnx\"", "", "x-robotpolicy.graphs.denoiser: expected a string, actual nothing")]
    [InlineData("\"encoder\": \"encoder.onnx\", ", "", "x-robotpolicy.graphs.encoder: expected a string, actual nothing")]
    [InlineData("\"graphs\": { \"encoder\": \"encoder.onnx\", \"denoiser\": \"denoiser.onnx\" },", "", "x-robotpolicy.graphs: expected the encoder and the denoiser")]
    [InlineData("\"type\": \"ddim\"", "\"type\": \"dream\"", "x-robotpolicy.sampler.type: expected one of ddpm, ddim")]
    [InlineData("\"num_inference_steps\": 10", "\"num_inference_steps\": 200", "x-robotpolicy.sampler.num_inference_steps: expected a number from 1 to 100, actual 200")]
    [InlineData("\"num_inference_steps\": 10", "\"n_steps\": 10", "x-robotpolicy.sampler.n_steps: expected one of the keys")]
    [InlineData("\"type\": \"ddim\"", "\"type\": \"rolling\"", "x-robotpolicy.sampler.num_inference_steps: expected one of the keys")]
    public void Load_ManifestThatDoesNotFit_IsRefused(string oldText, string newText, string expected)
    {
        using var package = new SampledPolicyPackage("ddim");
        package.EditManifest(oldText, newText);

        var result = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images);

        Assert.Null(result.Policy);
        Assert.Contains(result.Errors, e => e.ToString().StartsWith("manifest.json: " + expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_DenoiserThatDoesNotFit_ReportsEveryMismatch()
    {
        using var package = new SampledPolicyPackage("ddim");
        package.EditManifest("\"type\": \"ddim\"", "\"guidance_scale\": 2, \"type\": \"ddim\"");
        package.Write("denoiser.onnx", new OnnxModelBuilder()
            .Input("sample", 1, 8, 2)
            .Input("timestep", 1)
            .Input("condition", 1, 1, 4)
            .Input("goal", 1, 3)
            .Node("Identity", ["sample"], "prediction")
            .Node("Identity", ["timestep"], "t")
            .Node("Identity", ["condition"], "c")
            .Node("Identity", ["goal"], "g")
            .Output("prediction", 1, 8, 2)
            .Output("t", 1)
            .Output("c", 1, 1, 4)
            .Output("g", 1, 3)
            .Build());

        var errors = PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors.Select(e => e.ToString()).ToArray();

        Assert.Equal(3, errors.Length);
        Assert.StartsWith("denoiser.onnx: condition: expected float32 tensors [1, …] and [rows, …] with the same fixed dimensions in encoder and denoiser, actual [1, 1, 5] and [1, 1, 4]", errors[0]);
        Assert.StartsWith("denoiser.onnx: goal: expected an output of that name in encoder.onnx, or no such input, actual condition, condition.unconditioned", errors[1]);
        Assert.StartsWith("denoiser.onnx: guidance: expected an encoder output X.unconditioned", errors[2]);
    }

    [Theory]
    [InlineData(4, 2, "sample: expected shape [rows, 1 to 4096, 2]")]
    [InlineData(3, 7, "sample: expected shape [rows, 1 to 4096, 2]")]
    public void Load_SampleOfAnotherShape_IsRefused(int rank, int joints, string expected)
    {
        using var package = new SampledPolicyPackage("ddim");
        long[] shape = rank == 4 ? [1, 1, 8, joints] : [1, 8, joints];
        package.Write("denoiser.onnx", new OnnxModelBuilder()
            .Input("sample", 1, shape)
            .Input("timestep", 1)
            .Node("Identity", ["sample"], "prediction")
            .Node("Identity", ["timestep"], "t")
            .Output("prediction", 1, shape)
            .Output("t", 1)
            .Build());

        var error = Assert.Single(PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors);

        Assert.StartsWith("denoiser.onnx: " + expected, error.ToString());
    }

    [Fact]
    public void Load_FixedRowsOfAGuidedDenoiser_HaveToBeTwo()
    {
        using var package = new SampledPolicyPackage("flow_guided");
        package.Write("denoiser.onnx", new OnnxModelBuilder()
            .Input("sample", 1, 8, 2)
            .Input("timestep", 1)
            .Input("condition", -1, 1, 5)
            .Node("Identity", ["sample"], "prediction")
            .Node("Identity", ["timestep"], "t")
            .Node("Identity", ["condition"], "c")
            .Output("prediction", 1, 8, 2)
            .Output("t", 1)
            .Output("c", -1, 1, 5)
            .Build());

        Assert.Equal(
            [
                "denoiser.onnx: sample: expected 2 rows, or an open dimension, actual [1, 8, 2]",
                "denoiser.onnx: timestep: expected 2 rows, or an open dimension, actual [1]",
            ],
            PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors.Select(e => e.ToString()));
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
