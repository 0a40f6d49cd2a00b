using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Benchmarks.OnnxCall;

/// <summary>
/// What our graph adds to ONNX Runtime's bare C function, tensors bound once by either side, blocks of calls in turns: of the denoiser of
/// the shipped streaming package, the shortest graph that a shipped policy calls in a loop; and of a graph that computes next to nothing
/// (y = x + c, 16 values), which shows the addition itself.
/// </summary>
internal static class OnnxCallBenchmark
{
    private const int Width = 16;
    private const int Blocks = 20;
    private const double Bar = 1.02;
    private const double EmptyBar = 1.2;
    private const string Denoiser = "pick_place_streaming/denoiser.onnx";

    public static BenchmarkRow[] Run(int rounds, Action<string> progress)
    {
        var empty = new OnnxModelBuilder()
            .Input("x", 1, Width)
            .Constant("c", new float[Width], 1, Width)
            .Node("Add", ["x", "c"], "y")
            .Output("y", 1, Width)
            .Build();
        return
        [
            Measure("graph call, shipped denoiser, p50", File.ReadAllBytes(Path.Combine(CampaignSetup.Find().Policies, Denoiser)), 50, Bar, rounds, progress),
            Measure("graph call, nothing to compute, p50", empty, 10_000, EmptyBar, rounds, progress),
        ];
    }

    private static BenchmarkRow Measure(string name, byte[] model, int calls, double bar, int rounds, Action<string> progress)
    {
        // Ours first: it makes the environment that both use.
        var errors = new List<PackageError>();
        using var graph = OnnxGraph.Open(model, name, new OnnxGraphOptions(), errors) ?? throw new InvalidOperationException(string.Join("; ", errors));
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        using var session = new InferenceSession(model, options);
        using var runOptions = new RunOptions();
        using var binding = session.CreateIoBinding();
        var values = new List<OrtValue>();
        try
        {
            foreach (var (input, shape) in Shapes(session.InputMetadata))
            {
                graph.BindInput(input, shape);
                values.Add(OrtValue.CreateTensorValueFromMemory(new float[Length(shape)], shape));
                binding.BindInput(input, values[^1]);
            }

            foreach (var (output, shape) in Shapes(session.OutputMetadata))
            {
                graph.BindOutput(output, shape);
                values.Add(OrtValue.CreateTensorValueFromMemory(new float[Length(shape)], shape));
                binding.BindOutput(output, values[^1]);
            }

            var bare = new BareOnnxCall(session, runOptions, binding);
            return Measure(name, () => Check(graph.Run()), bare.Run, calls, bar, rounds, progress);
        }
        finally
        {
            foreach (var value in values)
                value.Dispose();
        }
    }

    private static BenchmarkRow Measure(string name, Action call, Action bare, int calls, double bar, int rounds, Action<string> progress)
    {
        List<double> ours = [], reference = [];
        for (var round = -1; round < rounds; round++)
        {
            if (round >= 0)
                progress($"{name} {round + 1}/{rounds}");
            List<double> mine = [], theirs = [];

            // In short turns: the machine's clock and its caches drift within a second.
            for (var block = 0; block < Blocks; block++)
            {
                Add(call, calls, mine);
                Add(bare, calls, theirs);
            }

            if (round < 0)
                continue;
            ours.Add(Statistics.Median(mine));
            reference.Add(Statistics.Median(theirs));
        }

        return new BenchmarkRow(name, "µs", ours, reference, "C RunWithBinding", bar);
    }

    private static void Add(Action call, int calls, List<double> durations)
    {
        var scale = 1e6 / TimeProvider.System.TimestampFrequency;
        for (var i = 0; i < calls; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            call();
            durations.Add((TimeProvider.System.GetTimestamp() - start) * scale);
        }
    }

    private static void Check(GraphStatus status)
    {
        if (status != GraphStatus.Ok)
            throw new InvalidOperationException($"The graph came to {status}.");
    }

    private static IEnumerable<(string Name, long[] Shape)> Shapes(IReadOnlyDictionary<string, NodeMetadata> tensors) =>
        tensors.Select(tensor => (tensor.Key, tensor.Value.Dimensions.Select(size => size < 0 ? 1L : size).ToArray()));

    private static long Length(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);
}
