using RobotPolicy.Benchmarks.GpuCheck.Networks;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Graphs.Composition;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Benchmarks.GpuCheck;

/// <summary>One of the models that are checked, in any precision, batch size and way of running.</summary>
internal sealed class CheckedModel
{
    public const string HostLoop = "host loop";
    public const string Graph = "plain";
    public const string Captured = "captured";
    private readonly WeightStore _weights;
    private readonly ActNetwork? _act;
    private readonly DiffusionNetwork? _diffusion;
    private readonly Func<int, DenoisingLoopSpec>? _loop;

    public CheckedModel(WeightStore weights, ActNetwork act)
    {
        Name = "act";
        (_weights, _act) = (weights, act);
    }

    public CheckedModel(WeightStore weights, DiffusionNetwork diffusion, Func<int, DenoisingLoopSpec> loop)
    {
        Name = $"diffusion-{loop(1).Steps.Count}";
        (_weights, _diffusion, _loop) = (weights, diffusion, loop);
    }

    public string Name { get; }

    public IReadOnlyList<string> Modes => _act is null ? [HostLoop, Graph, Captured] : [Graph, Captured];

    public DenoisingLoopSpec? Loop(int batch) => _loop?.Invoke(batch);

    public IReadOnlyList<(string Name, long[] Shape)> Inputs(int batch) => _act is { } act
        ? [("state", [batch, act.Joints]), .. act.CameraInputs.Select(name => (name, new long[] { batch, 3, act.Height, act.Width }))]
        : [.. EncoderInputs(batch), (DenoisingLoopGraph.NoiseInput, [batch, DiffusionNetwork.Horizon, DiffusionNetwork.Joints])];

    public Candidate Create(string mode, bool half, int batch, OnnxGraphOptions options)
    {
        options = options with { Device = options.Device with { CaptureGraph = mode == Captured } };
        if (_act is { } act)
            return Candidate.Single(act.Build(_weights, half, batch), options, Inputs(batch), ("actions", [batch, act.Chunk, act.Joints]));

        var encoder = _diffusion!.BuildEncoder(_weights, half, batch);
        var denoiser = _diffusion.BuildDenoiser(_weights, half, batch);
        var spec = _loop!(batch);
        if (mode == HostLoop)
            return Candidate.HostLoop(encoder, denoiser, options, EncoderInputs(batch), [batch, DiffusionNetwork.Condition], spec);

        var errors = new List<PackageError>();
        var whole = DenoisingLoopGraph.Compose(encoder, denoiser, spec, "denoiser", errors) ?? throw new InvalidOperationException(errors[0].ToString());
        return Candidate.Single(whole, options, Inputs(batch), (DenoisingLoopGraph.Output, [.. spec.SampleShape]));
    }

    private IReadOnlyList<(string Name, long[] Shape)> EncoderInputs(int batch) =>
        [("images", [batch, DiffusionNetwork.Images, 3, _diffusion!.Side, _diffusion.Side]), ("state", [batch, DiffusionNetwork.State])];
}
