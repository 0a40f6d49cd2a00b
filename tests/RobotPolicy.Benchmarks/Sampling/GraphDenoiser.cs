using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Benchmarks.Sampling;

/// <summary>A denoiser graph that measures the time inside its runs.</summary>
internal sealed class GraphDenoiser : IDenoiser
{
    private readonly OnnxGraph _graph;
    private readonly Memory<float> _sample;
    private readonly Memory<float> _timestep;
    private readonly Memory<float> _prediction;

    public GraphDenoiser(OnnxGraph graph, int horizon, int joints)
    {
        _graph = graph;
        _sample = graph.BindInput("sample", 1, horizon * joints);
        _timestep = graph.BindInput("timestep", 1);
        _prediction = graph.BindOutput("prediction", 1, horizon * joints);
    }

    public long Ticks { get; set; }

    public GraphStatus Evaluate(in SamplingStep step, ReadOnlySpan<float> sample, ReadOnlySpan<float> timesteps, Span<float> prediction)
    {
        sample.CopyTo(_sample.Span);
        timesteps.CopyTo(_timestep.Span);
        var start = TimeProvider.System.GetTimestamp();
        var status = _graph.Run();
        Ticks += TimeProvider.System.GetTimestamp() - start;
        _prediction.Span.CopyTo(prediction);
        return status;
    }
}
