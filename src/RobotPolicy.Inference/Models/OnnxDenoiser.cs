using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Inference.Models;

/// <summary>The denoiser graph as a sampler sees it. All memory is bound once; a call copies two small tensors and runs.</summary>
internal sealed class OnnxDenoiser : IDenoiser
{
    private readonly GraphSet _graphs;
    private readonly OnnxGraph _graph;
    private readonly Memory<float> _sample;
    private readonly Memory<float> _timesteps;
    private readonly Memory<float> _prediction;
    private readonly ConditionFeed _conditions;
    private bool _isFed;

    /// <summary>Binds a graph.</summary>
    /// <param name="graphs">Runs it.</param>
    /// <param name="encoder">Where it learns about the observation.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="layout">How it fits the encoder.</param>
    /// <param name="rows">Rows of a call.</param>
    /// <param name="conditioned">How many of them, from the first on, know the goal.</param>
    public OnnxDenoiser(GraphSet graphs, EncoderOutputs encoder, OnnxGraph graph, SampledLayout layout, int rows, int conditioned)
    {
        _graphs = graphs;
        _graph = graph;
        var shape = layout.Shape;
        _sample = graph.BindInput(SampledLayout.SampleInput, rows, shape.Horizon, shape.ActionSize);
        _timesteps = shape.PerPositionTimesteps
            ? graph.BindInput(SampledLayout.TimestepInput, rows, shape.Horizon)
            : graph.BindInput(SampledLayout.TimestepInput, rows);
        _prediction = graph.BindOutput(layout.Prediction, rows, shape.Horizon, shape.ActionSize);
        _conditions = new ConditionFeed(encoder, graph, layout.Conditions, rows, conditioned);
    }

    /// <summary>Binds another graph of the denoiser's kind and shape; <see langword="null"/> and errors where it is none.</summary>
    public static OnnxDenoiser? Create(
        ChooserParts parts, (OnnxGraph Graph, string File) found, int rows, bool guided, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var wanted = parts.Layout.Shape;
        if (SampledLayout.Create(parts.Manifest, parts.Opened.Main!, found.Graph, found.File, guided, errors) is not { } layout)
            return null;
        if (layout.Shape != wanted)
            new GraphCheck(found.File, errors).Fail(
                SampledLayout.SampleInput,
                $"horizon {wanted.Horizon} and {(wanted.PerPositionTimesteps ? "a timestep for every position" : "one timestep for a row")}, as the denoiser has",
                $"horizon {layout.Shape.Horizon}");
        SampledLayout.CheckRows(rows, found.Graph, found.File, errors);
        return errors.Count == before
            ? new OnnxDenoiser(parts.Graphs, parts.Encoder, found.Graph, layout, rows, guided ? wanted.Candidates : rows)
            : null;
    }

    /// <summary>The encoder has computed something new.</summary>
    public void Begin() => _isFed = false;

    public GraphStatus Evaluate(in SamplingStep step, ReadOnlySpan<float> sample, ReadOnlySpan<float> timesteps, Span<float> prediction)
    {
        // Only now: of many graphs for many noise levels, each is called rarely.
        if (!_isFed)
            _conditions.Fill();
        _isFed = true;
        sample.CopyTo(_sample.Span);
        timesteps.CopyTo(_timesteps.Span);
        var status = _graphs.Run(_graph);
        if (status == GraphStatus.Ok)
            _prediction.Span.CopyTo(prediction);
        return status;
    }
}
