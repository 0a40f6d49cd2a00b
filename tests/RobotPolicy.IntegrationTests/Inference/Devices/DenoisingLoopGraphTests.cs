using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Graphs.Composition;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference.Devices;

/// <summary>The loop as one graph against the same loop in C# with a call of the denoiser per step.</summary>
public sealed class DenoisingLoopGraphTests
{
    private const int Steps = 5;
    private const int Size = 6;
    private readonly Random _random = new(11);
    private readonly byte[] _encoder;
    private readonly byte[] _denoiser;

    public DenoisingLoopGraphTests()
    {
        _encoder = new OnnxModelBuilder()
            .Input("image", 1, 8).Constant("w", Values(8 * Size), 8, Size).Node("MatMul", ["image", "w"], "h").Node("Tanh", ["h"], "features")
            .Output("features", 1, Size).Build();

        // The same names as in the encoder on purpose: w, h.
        _denoiser = new OnnxModelBuilder()
            .Input("sample", 1, Size).Input("timestep", OnnxModelBuilder.Int64, [1]).Input("condition", 1, Size)
            .Constant("w", Values(Size * Size), Size, Size).Constant("hundred", [100], 1)
            .Node("Cast", ["timestep"], "t", OnnxModelBuilder.Attribute("to", 1L)).Node("Div", ["t", "hundred"], "t01")
            .Node("Add", ["sample", "t01"], "a").Node("Add", ["a", "condition"], "b").Node("MatMul", ["b", "w"], "h").Node("Tanh", ["h"], "noise_prediction")
            .Output("noise_prediction", 1, Size).Build();
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(true, 0.4f)]
    public void Compose_OnCpu_EqualsTheLoopStepByStep(bool noisy, float? clip) => EqualsStepByStep(new ExecutionDeviceOptions(), noisy, clip);

    [WebGpuFact]
    public void Compose_OnWebGpu_EqualsTheLoopStepByStep() => EqualsStepByStep(new ExecutionDeviceOptions { Device = ExecutionDevice.WebGpu, CaptureGraph = true }, true, 0.4f);

    [CudaFact]
    public void Compose_OnCuda_EqualsTheLoopStepByStep() => EqualsStepByStep(new ExecutionDeviceOptions { Device = ExecutionDevice.Cuda, CaptureGraph = true }, true, 0.4f);

    [Fact]
    public void Compose_WeightsAreNotRepeated()
    {
        var one = Compose(Spec(false, null, 1)).Length;
        var many = Compose(Spec(false, null, 100)).Length;

        Assert.True(many - one < 99 * 2500, $"{one} → {many}");
    }

    [Fact]
    public void Compose_UnknownInput_IsRefusedWithTheNames()
    {
        var errors = new List<PackageError>();

        Assert.Null(DenoisingLoopGraph.Compose(_encoder, _denoiser, Spec(false, null, 2) with { SampleInput = "x_t" }, "denoiser.onnx", errors));

        Assert.Equal(
            "denoiser.onnx: graph: expected graphs that go together as one denoising loop, "
            + "actual The denoiser has no input 'x_t', only sample, timestep, condition.",
            Assert.Single(errors).ToString());
    }

    [Fact]
    public void Compose_WholeTimestepsOnly_IsRefusedForHalves()
    {
        var errors = new List<PackageError>();
        var spec = Spec(false, null, 1);

        Assert.Null(DenoisingLoopGraph.Compose(_encoder, _denoiser, spec with { Steps = [spec.Steps[0] with { Timestep = 0.5 }] }, "d", errors));
        Assert.Contains("0.5 is not whole", Assert.Single(errors).Actual);
    }

    private void EqualsStepByStep(ExecutionDeviceOptions device, bool noisy, float? clip)
    {
        var spec = Spec(noisy, clip, Steps);
        using var loop = Open(Compose(spec), device);
        var image = loop.BindInput("image", 1, 8);
        var noise = loop.BindInput(DenoisingLoopGraph.NoiseInput, 1, Size);
        var stepNoise = noisy ? loop.BindInput(DenoisingLoopGraph.StepNoiseInput, Steps, 1, Size) : default;
        var denoised = loop.BindOutput(DenoisingLoopGraph.Output, 1, Size);
        for (var run = 0; run < 6; run++)
        {
            Values(8).CopyTo(image.Span);
            Values(Size).CopyTo(noise.Span);
            if (noisy)
                Values(Steps * Size).CopyTo(stepNoise.Span);

            Assert.Equal(GraphStatus.Ok, loop.Run());

            var expected = StepByStep(spec, image.ToArray(), noise.ToArray(), stepNoise.ToArray());
            for (var i = 0; i < Size; i++)
                Assert.Equal(expected[i], denoised.Span[i], 1e-5);
        }
    }

    private float[] StepByStep(DenoisingLoopSpec spec, float[] image, float[] noise, float[] stepNoise)
    {
        var cpu = new ExecutionDeviceOptions();
        using var encoder = Open(_encoder, cpu);
        var encoderInput = encoder.BindInput("image", 1, 8);
        var features = encoder.BindOutput("features", 1, Size);
        image.CopyTo(encoderInput.Span);
        Assert.Equal(GraphStatus.Ok, encoder.Run());

        var sample = noise.ToArray();
        for (var k = 0; k < spec.Steps.Count; k++)
        {
            var step = spec.Steps[k];

            // A constant instead of the input: OnnxGraph binds no integers.
            using var denoiser = Open(WithTimestep((long)step.Timestep), cpu);
            var x = denoiser.BindInput("sample", 1, Size);
            var condition = denoiser.BindInput("condition", 1, Size);
            var prediction = denoiser.BindOutput("noise_prediction", 1, Size);
            sample.CopyTo(x.Span);
            features.CopyTo(condition);
            Assert.Equal(GraphStatus.Ok, denoiser.Run());
            for (var i = 0; i < Size; i++)
            {
                var m = prediction.Span[i];
                var clean = (step.X0FromSample * sample[i]) + (step.X0FromPrediction * m);
                if (spec.ClipSample is { } clip)
                    clean = Math.Clamp(clean, -clip, clip);
                sample[i] = (step.FromX0 * clean) + (step.FromSample * sample[i]) + (step.FromPrediction * m)
                    + (step.FromNoise == 0 ? 0 : step.FromNoise * stepNoise[(k * Size) + i]);
            }
        }

        return sample;
    }

    /// <summary>The denoiser with its time step worked in as the composition does it, but for one step.</summary>
    private byte[] WithTimestep(long timestep)
    {
        var weights = new Random(11);
        Draw(weights, 8 * Size);
        return new OnnxModelBuilder()
            .Input("sample", 1, Size).Input("condition", 1, Size)
            .Constant("w", Draw(weights, Size * Size), Size, Size).Constant("t01", [timestep / 100f], 1)
            .Node("Add", ["sample", "t01"], "a").Node("Add", ["a", "condition"], "b").Node("MatMul", ["b", "w"], "h").Node("Tanh", ["h"], "noise_prediction")
            .Output("noise_prediction", 1, Size).Build();
    }

    private static DenoisingLoopSpec Spec(bool noisy, float? clip, int steps) => new()
    {
        SampleInput = "sample",
        TimestepInput = "timestep",
        SampleShape = [1, Size],
        Conditions = new Dictionary<string, string> { ["condition"] = "features" },
        ClipSample = clip,
        Steps =
        [
            .. Enumerable.Range(0, steps).Select(k => new DenoisingStep
            {
                Timestep = 90 - k,
                X0FromSample = 1.1f,
                X0FromPrediction = -0.5f,
                FromX0 = 0.6f,
                FromSample = 0.3f,
                FromPrediction = k == 1 ? 0 : 0.05f,
                FromNoise = noisy && k < steps - 1 ? 0.2f : 0,
            }),
        ],
    };

    private byte[] Compose(DenoisingLoopSpec spec)
    {
        var errors = new List<PackageError>();
        var model = DenoisingLoopGraph.Compose(_encoder, _denoiser, spec, "denoiser.onnx", errors);
        Assert.Empty(errors);
        return model!;
    }

    private static OnnxGraph Open(byte[] model, ExecutionDeviceOptions device)
    {
        var errors = new List<PackageError>();
        var graph = OnnxGraph.Open(model, "model.onnx", new OnnxGraphOptions { Device = device }, errors);
        Assert.Empty(errors);
        return graph!;
    }

    private float[] Values(int count) => Draw(_random, count);

    private static float[] Draw(Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (random.NextSingle() * 2) - 1;
        return values;
    }
}
