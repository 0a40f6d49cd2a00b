using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Inference.Models;

/// <summary>The denoiser graph as a sampler sees it. All memory is bound once; a call copies two small tensors and runs.</summary>
internal sealed class OnnxDenoiser : IDenoiser, IDisposable
{
    private readonly OnnxGraph _graph;
    private readonly TimeProvider _timeProvider;
    private readonly Memory<float> _sample;
    private readonly Memory<float> _timesteps;
    private readonly Memory<float> _prediction;
    private readonly (Memory<float> From, Memory<float> FromUnconditioned, Memory<float> To, int Copies, int UnconditionedCopies)[] _conditions;
    private volatile bool _cancelled;

    public OnnxDenoiser(OnnxGraph encoder, OnnxGraph graph, SampledLayout layout, Sampler sampler, TimeProvider timeProvider)
    {
        _graph = graph;
        _timeProvider = timeProvider;
        var shape = sampler.Shape;
        _sample = graph.BindInput(SampledLayout.SampleInput, sampler.Rows, shape.Horizon, shape.ActionSize);
        _timesteps = shape.PerPositionTimesteps
            ? graph.BindInput(SampledLayout.TimestepInput, sampler.Rows, shape.Horizon)
            : graph.BindInput(SampledLayout.TimestepInput, sampler.Rows);
        _prediction = graph.BindOutput(layout.Prediction, sampler.Rows, shape.Horizon, shape.ActionSize);
        _conditions =
        [
            .. layout.Conditions.Select(c =>
            {
                var conditioned = encoder.BindOutput(c.Name, [1, .. c.Tail]);
                return (
                    conditioned,
                    c.Unconditioned is { } other ? encoder.BindOutput(other, [1, .. c.Tail]) : conditioned,
                    graph.BindInput(c.Name, [c.Shared ? 1 : sampler.Rows, .. c.Tail]),
                    c.Shared ? 1 : shape.Candidates,
                    c.Shared ? 0 : sampler.Rows - shape.Candidates);
            }),
        ];
    }

    /// <summary>Time spent inside the graph since <see cref="Begin"/>, in ticks of the injected clock.</summary>
    public long Ticks { get; private set; }

    public string? LastError => _graph.LastError;

    /// <summary>Takes over what the encoder has just computed.</summary>
    public void Begin()
    {
        Ticks = 0;
        _cancelled = false;
        foreach (var (from, unconditioned, to, copies, unconditionedCopies) in _conditions)
        {
            var length = from.Length;
            for (var row = 0; row < copies + unconditionedCopies; row++)
                (row < copies ? from : unconditioned).Span.CopyTo(to.Span[(row * length)..]);
        }
    }

    public GraphStatus Evaluate(in SamplingStep step, ReadOnlySpan<float> sample, ReadOnlySpan<float> timesteps, Span<float> prediction)
    {
        if (_cancelled)
            return GraphStatus.Stopped;

        sample.CopyTo(_sample.Span);
        timesteps.CopyTo(_timesteps.Span);
        var start = _timeProvider.GetTimestamp();
        var status = _graph.Run();
        Ticks += _timeProvider.GetTimestamp() - start;
        if (status == GraphStatus.Ok)
            _prediction.Span.CopyTo(prediction);
        return status;
    }

    public ReplayCheck? CheckReplay(int seed) => _graph.CheckReplay(seed);

    /// <summary>Ends the call in progress, and refuses those that follow until <see cref="Begin"/>. Any thread.</summary>
    public void Cancel()
    {
        _cancelled = true;
        _graph.Cancel();
    }

    public void Dispose() => _graph.Dispose();
}
