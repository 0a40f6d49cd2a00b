using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;

namespace RobotPolicy.Inference.Roles;

/// <summary>
/// The slow one of two graphs: sees the observation in every N-th inference, and what it says goes to the actor, which runs in all
/// of them. Inference thread; allocates nothing.
/// </summary>
/// <param name="graph">The planner.</param>
/// <param name="observation">From what the actor sees to what the planner sees, where both see it.</param>
/// <param name="plan">From the planner's outputs to the actor's inputs.</param>
/// <param name="every">Inferences from one run to the next.</param>
/// <param name="recurrent">What it remembers.</param>
internal sealed class Planner(
    OnnxGraph graph,
    IReadOnlyList<(Memory<float> From, Memory<float> To)> observation,
    IReadOnlyList<(Memory<float> From, Memory<float> To)> plan,
    int every,
    RecurrentState? recurrent)
{
    private readonly (Memory<float> From, Memory<float> To)[] _observation = [.. observation];
    private readonly (Memory<float> From, Memory<float> To)[] _plan = [.. plan];
    private long _inferences;
    private bool _hasRun;

    /// <summary>Runs since it was made.</summary>
    public long RunCount { get; private set; }

    /// <summary>Runs if it is due.</summary>
    public PolicyStatus Run(GraphSet graphs)
    {
        _hasRun = _inferences % every == 0;
        if (!_hasRun)
            return PolicyStatus.Ok;
        recurrent?.Begin();
        foreach (var (from, to) in _observation)
            from.CopyTo(to);
        RunCount++;
        if (graphs.Run(graph) is var status and not GraphStatus.Ok)
            return status == GraphStatus.Stopped ? PolicyStatus.Stopped : PolicyStatus.GraphFailed;
        foreach (var (from, _) in _plan)
            if (from.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
                return PolicyStatus.NonFiniteOutput;
        if (recurrent is not null && !recurrent.IsFinite())
            return PolicyStatus.NonFiniteOutput;
        foreach (var (from, to) in _plan)
            from.CopyTo(to);
        return PolicyStatus.Ok;
    }

    /// <summary>The inference came to something: the plan is kept. Else it is made again.</summary>
    public void Advance()
    {
        _inferences++;
        if (_hasRun)
            recurrent?.Advance();
    }

    /// <summary>The next inference makes a new plan.</summary>
    public void Reset()
    {
        _inferences = 0;
        recurrent?.Reset();
    }
}
