using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Sampling.Noise;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Benchmarks.Sampling;

/// <summary>
/// What a sampling loop adds to its network: ten steps of DDIM on a denoiser of ten million parameters, against the time inside
/// the denoiser's graph in the very same inferences.
/// </summary>
internal static class SamplingBenchmark
{
    private const int Horizon = 16;
    private const int Joints = 7;
    private const int Hidden = 2172;
    private const int WarmUps = 5;
    private const int Inferences = 40;
    private const int BatchSteps = 200;
    private const int Batches = 2000;
    private const double Bar = 1.03;

    public static BenchmarkRow Run(int rounds, Action<string> progress)
    {
        var file = Path.Combine(Path.GetTempPath(), $"robotpolicy-bench-{Environment.ProcessId}-denoiser.onnx");
        File.WriteAllBytes(file, Denoiser().Build(opset: 12));
        try
        {
            var errors = new List<PackageError>();
            using var graph = OnnxGraph.Open(file, "bench.onnx", new OnnxGraphOptions(), errors)
                ?? throw new InvalidOperationException(string.Join("; ", errors));
            var denoiser = new GraphDenoiser(graph, Horizon, Joints);
            foreach (var (horizon, joints) in ((int, int)[])[(Horizon, Joints), (100, 14)])
                progress(FormattableString.Invariant(
                    $"sampling without a network, {horizon}×{joints}: {BareNanoseconds(horizon, joints, 10):F0} ns a step of 10, {BareNanoseconds(horizon, joints, 100):F0} ns a step of 100"));

            var sampler = Create(Horizon, Joints, 10);
            var noise = new GaussianNoise(1);
            var actions = new float[Horizon * Joints];
            for (var i = 0; i < WarmUps; i++)
                Infer(sampler, denoiser, noise, actions);

            List<double> ours = [], reference = [];
            for (var round = 0; round < rounds; round++)
            {
                progress($"sampling {round + 1}/{rounds}");
                var start = TimeProvider.System.GetTimestamp();
                denoiser.Ticks = 0;
                for (var i = 0; i < Inferences; i++)
                    Infer(sampler, denoiser, noise, actions);
                var scale = 1e6 / TimeProvider.System.TimestampFrequency / Inferences;
                ours.Add((TimeProvider.System.GetTimestamp() - start) * scale);
                reference.Add(denoiser.Ticks * scale);
            }

            return new BenchmarkRow("DDIM, 10 steps", "µs", ours, reference, "the graph alone", Bar);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Two layers of 2 × 112 × 2172 and two of 2172² parameters; what they compute does not matter, but it is finite.</summary>
    private static OnnxModelBuilder Denoiser()
    {
        var random = new Random(1);
        float[] Weights(int rows, int columns) =>
            [.. Enumerable.Range(0, rows * columns).Select(_ => (float)((random.NextDouble() - 0.5) / Math.Sqrt(rows)))];
        return new OnnxModelBuilder()
            .Input("sample", 1, Horizon * Joints)
            .Input("timestep", [1L])
            .Constant("a", Weights(Horizon * Joints, Hidden), Horizon * Joints, Hidden)
            .Constant("b", Weights(Hidden, Hidden), Hidden, Hidden)
            .Constant("c", Weights(Hidden, Hidden), Hidden, Hidden)
            .Constant("d", Weights(Hidden, Horizon * Joints), Hidden, Horizon * Joints)
            .Constant("small", [0.001f], 1)
            .Node("MatMul", ["sample", "a"], "h0")
            .Node("Mul", ["timestep", "small"], "t")
            .Node("Add", ["h0", "t"], "h1")
            .Node("Tanh", ["h1"], "h2")
            .Node("MatMul", ["h2", "b"], "h3")
            .Node("Tanh", ["h3"], "h4")
            .Node("MatMul", ["h4", "c"], "h5")
            .Node("Tanh", ["h5"], "h6")
            .Node("MatMul", ["h6", "d"], "prediction")
            .Output("prediction", 1, Horizon * Joints);
    }

    private static Sampler Create(int horizon, int joints, int steps)
    {
        var errors = new List<PackageError>();
        return Sampler.Create(new DiffusionSpec { Steps = steps }, new SamplerShape(1, horizon, joints), errors)
            ?? throw new InvalidOperationException(string.Join("; ", errors));
    }

    private static void Infer(Sampler sampler, IDenoiser denoiser, INoiseSource noise, float[] actions)
    {
        if (!sampler.Sample(denoiser, noise, actions).IsOk)
            throw new InvalidOperationException("Sampling failed.");
    }

    /// <summary>Fastest batch of many. The first noise is shared out among the steps, so that few steps cost more each.</summary>
    private static double BareNanoseconds(int horizon, int joints, int steps)
    {
        var sampler = Create(horizon, joints, steps);
        var (denoiser, noise, actions) = (new NoDenoiser(), new GaussianNoise(1), new float[horizon * joints]);
        var inferences = BatchSteps / steps;
        var fastest = double.PositiveInfinity;
        for (var batch = 0; batch < Batches; batch++)
        {
            var start = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < inferences; i++)
                Infer(sampler, denoiser, noise, actions);
            fastest = Math.Min(fastest, TimeProvider.System.GetElapsedTime(start).TotalNanoseconds / inferences / steps);
        }

        return fastest;
    }

    /// <summary>Answers with what it was given, for the time of a copy.</summary>
    private sealed class NoDenoiser : IDenoiser
    {
        public GraphStatus Evaluate(in SamplingStep step, ReadOnlySpan<float> sample, ReadOnlySpan<float> timesteps, Span<float> prediction)
        {
            sample.CopyTo(prediction);
            return GraphStatus.Ok;
        }
    }
}
