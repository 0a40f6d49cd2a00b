using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Benchmarks.OnnxCall;

/// <summary>What our graph adds to ONNX Runtime's own call: the same tiny graph (y = x + c, 16 values), bound once by either side.</summary>
internal static class OnnxCallBenchmark
{
    private const int Width = 16;
    private const int WarmUpCalls = 20_000;
    private const int Calls = 200_000;
    private const double Bar = 1.2;

    public static BenchmarkRow Run(int rounds, Action<string> progress)
    {
        var file = Path.Combine(Path.GetTempPath(), $"robotpolicy-bench-{Environment.ProcessId}.onnx");
        File.WriteAllBytes(file, new OnnxModelBuilder()
            .Input("x", 1, Width)
            .Constant("c", new float[Width], 1, Width)
            .Node("Add", ["x", "c"], "y")
            .Output("y", 1, Width)
            .Build());
        try
        {
            var errors = new List<PackageError>();
            using var graph = OnnxGraph.Open(file, "bench.onnx", new OnnxGraphOptions(), errors)
                ?? throw new InvalidOperationException(string.Join("; ", errors));
            graph.BindInput("x", 1, Width);
            graph.BindOutput("y", 1, Width);

            using var options = new SessionOptions { IntraOpNumThreads = 1 };
            using var session = new InferenceSession(file, options);
            using var runOptions = new RunOptions();
            using var binding = session.CreateIoBinding();
            using var x = OrtValue.CreateTensorValueFromMemory(new float[Width], [1, Width]);
            using var y = OrtValue.CreateTensorValueFromMemory(new float[Width], [1, Width]);
            binding.BindInput("x", x);
            binding.BindOutput("y", y);

            List<double> ours = [], reference = [];
            for (var round = 0; round < rounds; round++)
            {
                progress($"ONNX call {round + 1}/{rounds}");
                ours.Add(MedianMicroseconds(() => graph.Run()));
                reference.Add(MedianMicroseconds(() => session.RunWithBinding(runOptions, binding)));
            }

            return new BenchmarkRow("ONNX call p50", "µs", ours, reference, "RunWithBinding", Bar);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double MedianMicroseconds(Action call)
    {
        for (var i = 0; i < WarmUpCalls; i++)
            call();
        var durations = new double[Calls];
        var scale = 1e6 / TimeProvider.System.TimestampFrequency;
        for (var i = 0; i < Calls; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            call();
            durations[i] = (TimeProvider.System.GetTimestamp() - start) * scale;
        }

        return Statistics.Median(durations);
    }
}
