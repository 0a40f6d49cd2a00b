using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Graphs.Composition;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Benchmarks.GpuCheck;

/// <summary>A policy that is ready to run: one graph, or an encoder and a denoiser with the loop on the host between them.</summary>
internal abstract class Candidate : IDisposable
{
    public abstract ReadOnlySpan<float> Output { get; }

    public abstract void Fill(InputSet inputs);

    public abstract void Run();

    public abstract ReplayCheck? CheckReplay();

    public abstract void Dispose();

    public static Candidate Single(byte[] model, OnnxGraphOptions options, IEnumerable<(string Name, long[] Shape)> inputs, (string Name, long[] Shape) output) =>
        new OneGraph(Open(model, options), inputs, output);

    public static Candidate HostLoop(
        byte[] encoder, byte[] denoiser, OnnxGraphOptions options, IEnumerable<(string Name, long[] Shape)> encoderInputs, long[] condition, DenoisingLoopSpec spec) =>
        new TwoGraphs(Open(encoder, options), Open(denoiser, options), encoderInputs, condition, spec);

    private static OnnxGraph Open(byte[] model, OnnxGraphOptions options)
    {
        var errors = new List<PackageError>();
        return OnnxGraph.Open(model, "graph", options, errors) ?? throw new InvalidOperationException(errors[0].ToString());
    }

    private static void RunOrThrow(OnnxGraph graph)
    {
        if (graph.Run() != GraphStatus.Ok)
            throw new InvalidOperationException(graph.LastError);
    }

    private sealed class OneGraph : Candidate
    {
        private readonly OnnxGraph _graph;
        private readonly List<(string Name, Memory<float> Memory)> _inputs = [];
        private readonly Memory<float> _output;

        public OneGraph(OnnxGraph graph, IEnumerable<(string Name, long[] Shape)> inputs, (string Name, long[] Shape) output)
        {
            _graph = graph;
            foreach (var (name, shape) in inputs)
                _inputs.Add((name, graph.BindInput(name, shape)));
            _output = graph.BindOutput(output.Name, output.Shape);
        }

        public override ReadOnlySpan<float> Output => _output.Span;

        public override void Fill(InputSet inputs)
        {
            foreach (var (name, memory) in _inputs)
                inputs[name].CopyTo(memory.Span);
        }

        public override void Run() => RunOrThrow(_graph);

        public override ReplayCheck? CheckReplay() => _graph.CheckReplay(1);

        public override void Dispose() => _graph.Dispose();
    }

    private sealed class TwoGraphs : Candidate
    {
        private readonly OnnxGraph _encoder;
        private readonly OnnxGraph _denoiser;
        private readonly DenoisingLoopSpec _spec;
        private readonly List<(string Name, Memory<float> Memory)> _inputs = [];
        private readonly Memory<float> _encoded;
        private readonly Memory<float> _sample;
        private readonly Memory<float> _timestep;
        private readonly Memory<float> _condition;
        private readonly Memory<float> _prediction;
        private readonly float[] _noise;

        public TwoGraphs(OnnxGraph encoder, OnnxGraph denoiser, IEnumerable<(string Name, long[] Shape)> encoderInputs, long[] condition, DenoisingLoopSpec spec)
        {
            _encoder = encoder;
            _denoiser = denoiser;
            _spec = spec;
            foreach (var (name, shape) in encoderInputs)
                _inputs.Add((name, encoder.BindInput(name, shape)));
            long[] sample = [.. spec.SampleShape];
            _encoded = encoder.BindOutput("condition", condition);
            _sample = denoiser.BindInput("sample", sample);
            _timestep = denoiser.BindInput("timestep", 1);
            _condition = denoiser.BindInput("condition", condition);
            _prediction = denoiser.BindOutput("prediction", sample);
            _noise = new float[_sample.Length];
        }

        public override ReadOnlySpan<float> Output => _sample.Span;

        public override void Fill(InputSet inputs)
        {
            foreach (var (name, memory) in _inputs)
                inputs[name].CopyTo(memory.Span);
            inputs[DenoisingLoopGraph.NoiseInput].CopyTo(_noise, 0);
        }

        public override void Run()
        {
            RunOrThrow(_encoder);
            _encoded.Span.CopyTo(_condition.Span);
            _noise.CopyTo(_sample.Span);
            foreach (var step in _spec.Steps)
            {
                _timestep.Span[0] = (float)step.Timestep;
                RunOrThrow(_denoiser);
                Span<float> x = _sample.Span, m = _prediction.Span;
                for (var i = 0; i < x.Length; i++)
                {
                    var clean = (step.X0FromSample * x[i]) + (step.X0FromPrediction * m[i]);
                    if (_spec.ClipSample is { } clip)
                        clean = Math.Clamp(clean, -clip, clip);
                    x[i] = (step.FromX0 * clean) + (step.FromSample * x[i]) + (step.FromPrediction * m[i]);
                }
            }
        }

        public override ReplayCheck? CheckReplay() => _denoiser.CheckReplay(1);

        public override void Dispose()
        {
            _encoder.Dispose();
            _denoiser.Dispose();
        }
    }
}
