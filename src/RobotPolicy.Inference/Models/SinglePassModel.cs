using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Goals;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Models;

/// <summary>One graph from observation to actions.</summary>
internal sealed class SinglePassModel : IActionModel
{
    private readonly OnnxGraph _graph;
    private readonly TimeProvider _timeProvider;

    public SinglePassModel(OnnxGraph graph, GraphLayout layout, TimeProvider timeProvider)
    {
        _graph = graph;
        _timeProvider = timeProvider;
        Images = [.. layout.Observation.Images.Select(i => graph.BindInput(i.Input, i.Shape))];
        Goals = GoalInputs.Bind(graph, layout.Observation.Goals);
        State = layout.Observation.StateInput is { } state ? graph.BindInput(state, layout.Observation.StateShape) : Memory<float>.Empty;
        Actions = graph.BindOutput(layout.ActionOutput, layout.ActionShape);
        ChunkSize = layout.ChunkSize;
    }

    public Memory<float> State { get; }

    public IReadOnlyList<Memory<float>> Images { get; }

    public GoalInputs? Goals { get; }

    public Memory<float> StartAction => Memory<float>.Empty;

    public NormalizedPrior? Prior => null;

    public int ConditionedSteps => 0;

    public Memory<float> Actions { get; }

    public int ChunkSize { get; }

    public long GraphTicks { get; private set; }

    public string? LastError => _graph.LastError;

    public PolicyStatus Run(long inference)
    {
        var start = _timeProvider.GetTimestamp();
        var status = _graph.Run();
        GraphTicks = _timeProvider.GetTimestamp() - start;
        return status switch
        {
            GraphStatus.Ok => PolicyStatus.Ok,
            GraphStatus.Stopped => PolicyStatus.Stopped,
            _ => PolicyStatus.GraphFailed,
        };
    }

    public ReplayCheck? CheckReplay(int seed) => _graph.CheckReplay(seed);

    /// <summary>Nothing is carried from one run to the next.</summary>
    public void Reset()
    {
    }

    public void Cancel() => _graph.Cancel();

    public void Dispose() => _graph.Dispose();
}
