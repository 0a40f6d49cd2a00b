using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference;

/// <summary>What is wrong with a package of encoder, denoiser and sampler is said when it is loaded.</summary>
public sealed class SampledPolicyErrorTests : IDisposable
{
    private readonly ImagePreprocessor _images = new();

    public void Dispose() => _images.Dispose();

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

    [Fact]
    public void Load_NaNInWarmUp_NamesTheStep()
    {
        using var package = new SampledPolicyPackage("ddim");
        package.Write("denoiser.onnx", package.Denoiser("Sqrt").Build(12));

        var error = Assert.Single(PolicyLoader.Load(package.Folder, TestPolicyPackage.Robot, _images).Errors);

        Assert.Contains("expected a warm-up that succeeds, actual NonFiniteOutput: NonFinitePrediction at step 0 of", error.ToString());
    }
}
