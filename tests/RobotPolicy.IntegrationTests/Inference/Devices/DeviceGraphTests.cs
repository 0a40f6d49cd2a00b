using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Inference.Devices;

/// <summary>The device's side of a graph, on whatever devices work here: real ones, or a Vulkan driver that computes on the CPU.</summary>
public sealed class DeviceGraphTests
{
    private const int Width = 16;

    [WebGpuFact]
    public void WebGpu_Outputs_FollowInputsAfterWarmUp() => OutputsFollowInputs(On(ExecutionDevice.WebGpu));

    [WebGpuFact]
    public void WebGpu_CapturedOutputs_FollowInputsAfterWarmUp() => OutputsFollowInputs(On(ExecutionDevice.WebGpu) with { CaptureGraph = true });

    [CudaFact]
    public void Cuda_Outputs_FollowInputsAfterWarmUp() => OutputsFollowInputs(On(ExecutionDevice.Cuda));

    [CudaFact]
    public void Cuda_CapturedOutputs_FollowInputsAfterWarmUp() => OutputsFollowInputs(On(ExecutionDevice.Cuda) with { CaptureGraph = true });

    [CudaFact]
    public void Cuda_HalfGraph_TakesFloatMemory() => HalfGraphTakesFloatMemory(On(ExecutionDevice.Cuda));

    [Fact]
    public void Cpu_HalfGraph_TakesFloatMemory() => HalfGraphTakesFloatMemory(new ExecutionDeviceOptions());

    [WebGpuFact]
    public void WebGpu_CheckReplay_PassesOnASoundGraph()
    {
        using var graph = Open(Mixer(), On(ExecutionDevice.WebGpu) with { CaptureGraph = true });
        Bind(graph);
        for (var i = 0; i < 4; i++)
            graph.Run();

        var check = graph.CheckReplay(1)!.Value;

        Assert.True(check.Passed, check.ToString());
        Assert.True(check.MaxChange > 0.01);
    }

    [WebGpuFact]
    public void WebGpu_HostMemoryBoundDirectly_Freezes()
    {
        // Why there is a DeviceStaging. If this fails, ONNX Runtime has changed, and the staging may become simpler.
        using var options = new SessionOptions();
        options.AppendExecutionProvider("WebGPU");
        using var session = new InferenceSession(Mixer(), options);
        using var binding = session.CreateIoBinding();
        using var runOptions = new RunOptions();
        float[] x = new float[Width], y = new float[Width];
        using var input = OrtValue.CreateTensorValueFromMemory(x, [1, Width]);
        using var output = OrtValue.CreateTensorValueFromMemory(y, [1, Width]);
        x.AsSpan().Fill(1);
        binding.BindInput("x", input);
        binding.BindOutput("y", output);
        session.RunWithBinding(runOptions, binding);
        var first = y.ToArray();

        x.AsSpan().Fill(2);
        session.RunWithBinding(runOptions, binding);

        Assert.Equal(first, y);
    }

    [WebGpuFact]
    public void WebGpu_BindingAfterTheFirstRun_IsRefused()
    {
        using var graph = Open(Mixer(), On(ExecutionDevice.WebGpu));
        Bind(graph);
        Assert.Equal(GraphStatus.Ok, graph.Run());

        Assert.Throws<InvalidOperationException>(() => graph.BindInput("x", 1, Width));
    }

    [WebGpuFact]
    public void WebGpu_OperatorThatItLacks_IsRefusedNotMoved()
    {
        var model = new OnnxModelBuilder().Input("x", 4, 4).Node("Det", ["x"], "d").Constant("one", [1], 1).Node("Add", ["d", "one"], "y").Output("y", 1).Build();
        var errors = new List<PackageError>();

        using var graph = OnnxGraph.Open(model, "model.onnx", new OnnxGraphOptions { Device = On(ExecutionDevice.WebGpu) }, errors);

        Assert.Null(graph);
        Assert.Contains("nothing moves to the processor in silence", Assert.Single(errors).Expected);
    }

    [WebGpuFact]
    public void WebGpu_SteadyState_AllocatesOnlyForTheInputs()
    {
        using var graph = Open(Mixer(), On(ExecutionDevice.WebGpu));
        Bind(graph);
        for (var i = 0; i < 50; i++)
            graph.Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            graph.Run();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 * 32);
    }

    [WebGpuFact]
    public void WebGpu_Dispose_TwiceAndThenRun_IsStopped()
    {
        var graph = Open(Mixer(), On(ExecutionDevice.WebGpu));
        Bind(graph);
        Assert.Equal(GraphStatus.Ok, graph.Run());
        graph.Dispose();
        graph.Dispose();

        Assert.Equal(GraphStatus.Stopped, graph.Run());
    }

    [Fact]
    public void Cpu_Capture_IsNotDone()
    {
        using var graph = Open(Mixer(), new ExecutionDeviceOptions { CaptureGraph = true });
        Bind(graph);

        Assert.Equal(GraphStatus.Ok, graph.Run());
        Assert.Null(graph.CheckReplay(1));
    }

    private static ExecutionDeviceOptions On(ExecutionDevice device) => new() { Device = device };

    /// <summary>The frozen outputs of onnxruntime #22583: every run after warm-up returned what the warm-up had seen.</summary>
    private static void OutputsFollowInputs(ExecutionDeviceOptions device)
    {
        using var graph = Open(Mixer(), device);
        using var reference = Open(Mixer(), new ExecutionDeviceOptions());
        var (x, y) = Bind(graph);
        var (wantedX, wantedY) = Bind(reference);
        var random = new Random(7);
        float[]? last = null;
        for (var run = 0; run < 20; run++)
        {
            for (var i = 0; i < Width; i++)
                x.Span[i] = wantedX.Span[i] = random.NextSingle();
            y.Span.Fill(float.NaN);
            Assert.Equal(GraphStatus.Ok, graph.Run());
            Assert.Equal(GraphStatus.Ok, reference.Run());

            var actual = y.ToArray();
            for (var i = 0; i < Width; i++)
                Assert.Equal(wantedY.Span[i], actual[i], 1e-4);
            Assert.NotEqual(last, actual);
            last = actual;
        }
    }

    private static void HalfGraphTakesFloatMemory(ExecutionDeviceOptions device)
    {
        const int half = 10;
        var model = new OnnxModelBuilder().Input("x", half, [1, Width]).Node("Add", ["x", "x"], "y").Output("y", half, [1, Width]).Build();
        using var graph = Open(model, device);
        Assert.Equal("float16", graph.Inputs[0].ElementType);
        var (x, y) = Bind(graph);
        foreach (var value in new[] { 0.1f, 3.25f, -7f })
        {
            x.Span.Fill(value);
            Assert.Equal(GraphStatus.Ok, graph.Run());
            Assert.All(y.ToArray(), sum => Assert.Equal((float)((Half)value + (Half)value), sum));
        }
    }

    private static (Memory<float> X, Memory<float> Y) Bind(OnnxGraph graph) => (graph.BindInput("x", 1, Width), graph.BindOutput("y", 1, Width));

    /// <summary>y = relu(x·W + 1), so that every output depends on every input.</summary>
    private static byte[] Mixer()
    {
        var random = new Random(3);
        var weights = new float[Width * Width];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = random.NextSingle() - 0.4f;
        return new OnnxModelBuilder()
            .Input("x", 1, Width).Constant("w", weights, Width, Width).Constant("one", [1], 1)
            .Node("MatMul", ["x", "w"], "h").Node("Add", ["h", "one"], "g").Node("Relu", ["g"], "y").Output("y", 1, Width).Build();
    }

    private static OnnxGraph Open(byte[] model, ExecutionDeviceOptions device)
    {
        var errors = new List<PackageError>();
        var graph = OnnxGraph.Open(model, "model.onnx", new OnnxGraphOptions { Device = device }, errors);
        Assert.Empty(errors);
        return graph!;
    }
}
