using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Goals;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Roles;

namespace RobotPolicy.Inference.Models;

/// <summary>One graph from observation to actions, with what it remembers, and where there is one, the planner that it acts for.</summary>
internal sealed class SinglePassModel : IActionModel
{
    private readonly GraphSet _graphs;
    private readonly OnnxGraph _graph;
    private readonly IActionHead _head;
    private readonly RecurrentState? _recurrent;
    private readonly Planner? _planner;
    private readonly ExtraOutputs _extras;
    private string? _problem;

    public SinglePassModel(
        GraphSet graphs, OnnxGraph graph, BoundObservation observation, IActionHead head, RecurrentState? recurrent, Planner? planner, ExtraOutputs extras)
    {
        (_graphs, _graph, _head, _recurrent, _planner, _extras) = (graphs, graph, head, recurrent, planner, extras);
        (State, Images, Goals) = (observation.State, observation.Images, observation.Goals);
    }

    public Memory<float> State { get; }

    public IReadOnlyList<Memory<float>> Images { get; }

    public GoalInputs? Goals { get; }

    public Memory<float> StartAction => _head.StartAction;

    public NormalizedPrior? Prior => _head.Prior;

    public int ConditionedSteps => 0;

    public Memory<float> Actions => _head.Actions;

    public int ChunkSize => _head.ChunkSize;

    public long GraphTicks => _graphs.Ticks;

    public string? LastError => _problem ?? _graphs.LastError;

    public PolicyExtras Extras => _extras.Extras;

    public PolicyStatus Run(long inference)
    {
        _problem = null;
        _graphs.Begin();
        if (_planner?.Run(_graphs) is { } planned and not PolicyStatus.Ok)
            return planned;
        _recurrent?.Begin();
        if (_graphs.Run(_graph) is var status and not GraphStatus.Ok)
            return status == GraphStatus.Stopped ? PolicyStatus.Stopped : PolicyStatus.GraphFailed;
        if (_head.Decode() is var decoded and not PolicyStatus.Ok)
        {
            _problem = _head.Problem;
            return decoded;
        }

        // What came to nothing must not be remembered: a state with NaN in it would never get rid of it.
        if (_head.Actions.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            return PolicyStatus.NonFiniteOutput;
        if (_recurrent is not null && !_recurrent.IsFinite())
        {
            _problem = "What the graph remembers is not a number";
            return PolicyStatus.NonFiniteOutput;
        }

        _planner?.Advance();
        _recurrent?.Advance();
        _extras.Read();
        Extras.CorrectedActions = (_head as ConfidenceHead)?.ReplacedCount ?? 0;
        return PolicyStatus.Ok;
    }

    public ReplayCheck? CheckReplay(int seed) => _graphs.CheckReplay(seed);

    public void Reset()
    {
        _planner?.Reset();
        _recurrent?.Reset();
    }

    public void Cancel() => _graphs.Cancel();

    public void Dispose() => _graphs.Dispose();
}
