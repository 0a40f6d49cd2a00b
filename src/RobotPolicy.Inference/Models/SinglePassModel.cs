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
    private readonly Selector? _selector;
    private string? _problem;

    public SinglePassModel(
        GraphSet graphs,
        OnnxGraph graph,
        BoundObservation observation,
        IActionHead head,
        RecurrentState? recurrent,
        Planner? planner,
        ExtraOutputs extras,
        ReadOnlyMemory<float> embedding,
        Selector? selector)
    {
        Insight = new PolicyInsight(embedding, head.Actions, 1, head.ChunkSize, 0, head.Actions.Length / head.ChunkSize) { Executed = head.Actions };
        (_graphs, _graph, _head, _recurrent, _planner, _extras, _selector) = (graphs, graph, head, recurrent, planner, extras, selector);
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

    public PolicyInsight Insight { get; }

    public PolicyStatus Run(long inference)
    {
        if (See() is var seen and not PolicyStatus.Ok)
            return seen;
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
        _extras.Read(_graphs);
        Extras.CorrectedActions = (_head as ConfidenceHead)?.ReplacedCount ?? 0;
        return PolicyStatus.Ok;
    }

    public PolicyStatus Choose(ReadOnlySpan<int> history, out int choice)
    {
        choice = 0;
        if (_selector is null)
            return PolicyStatus.Undecided;

        // Whatever the graphs would remember of this is left behind: only what came to actions is gone on from.
        return See() is var seen and not PolicyStatus.Ok ? seen : _selector.Choose(_graphs, history, out choice);
    }

    public ReplayCheck? CheckReplay(int seed) => _graphs.CheckReplay(seed);

    public void Reset()
    {
        _planner?.Reset();
        _recurrent?.Reset();
        _extras.Reset();
    }

    public void BeginTask() => _extras.BeginTask();

    public void Cancel() => _graphs.Cancel();

    public void Dispose() => _graphs.Dispose();

    private PolicyStatus See()
    {
        _problem = null;
        _graphs.Begin();
        if (_planner?.Run(_graphs) is { } planned and not PolicyStatus.Ok)
            return planned;
        _recurrent?.Begin();
        return _graphs.Run(_graph) switch
        {
            GraphStatus.Ok => PolicyStatus.Ok,
            GraphStatus.Stopped => PolicyStatus.Stopped,
            _ => PolicyStatus.GraphFailed,
        };
    }
}
