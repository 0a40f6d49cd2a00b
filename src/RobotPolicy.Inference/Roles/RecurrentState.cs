using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Roles;

/// <summary>
/// What a graph remembers from one inference to the next, such as a hidden state or a cache of keys and values: the outputs of one
/// run are the inputs of the next, without a copy. An inference that comes to nothing is forgotten. Inference thread; allocates
/// nothing.
/// </summary>
internal sealed class RecurrentState
{
    private const string InputPrefix = "state_in.";
    private const string OutputPrefix = "state_out.";
    private readonly OnnxGraph _graph;
    private readonly (GraphState State, int Every)[] _states;
    private long _inferences;

    private RecurrentState(OnnxGraph graph, (GraphState, int)[] states) => (_graph, _states) = (graph, states);

    /// <summary>
    /// The entries that a graph has: those that the manifest lists, and inputs <c>state_in.X</c> with outputs <c>state_out.X</c>.
    /// </summary>
    public static List<RecurrentSpec> Find(RolesSpec roles, OnnxGraph graph)
    {
        var found = roles.Recurrent.Where(r => graph.Inputs.Any(i => i.Name == r.Input)).ToList();
        foreach (var input in graph.Inputs)
            if (input.Name.StartsWith(InputPrefix, StringComparison.Ordinal) && found.All(r => r.Input != input.Name))
                found.Add(new RecurrentSpec(input.Name, OutputPrefix + input.Name[InputPrefix.Length..], 0, "x-robotpolicy.recurrent"));
        return found;
    }

    /// <summary>Compares the entries with the graph; adds every mismatch as an error.</summary>
    public static void Check(IReadOnlyList<RecurrentSpec> specs, OnnxGraph graph, GraphCheck check)
    {
        foreach (var spec in specs)
        {
            var input = graph.Inputs.First(i => i.Name == spec.Input);
            if (graph.Outputs.FirstOrDefault(o => o.Name == spec.Output) is not { } output)
            {
                check.Fail(spec.Output, $"an output of that name, which {ErrorText.Quote(spec.Input)} goes on from", GraphCheck.Names(graph.Outputs));
                continue;
            }

            var floats = input.ElementType is GraphTensor.Float32 or GraphTensor.Float16 && input.ElementType == output.ElementType;
            if (!floats || input.Shape.Count != output.Shape.Count || input.Shape.Count(d => d < 0) > 1
                || !input.Shape.Zip(output.Shape).All(d => d.First == d.Second || (d.First is 1 or < 0 && d.Second is 1 or < 0)))
                check.Fail(
                    spec.Input,
                    $"the same fixed shape and floating-point type as {ErrorText.Quote(spec.Output)}, with no more open than the batch",
                    $"{input.ElementType} {ErrorText.Shape(input.Shape)} and {output.ElementType} {ErrorText.Shape(output.Shape)}");
        }
    }

    /// <summary>Binds the entries; <see langword="null"/> where there are none.</summary>
    public static RecurrentState? Bind(IReadOnlyList<RecurrentSpec> specs, OnnxGraph graph) => specs.Count == 0
        ? null
        : new RecurrentState(
            graph,
            [
                .. specs.Select(spec =>
                {
                    var input = graph.Inputs.First(i => i.Name == spec.Input);
                    return (graph.BindState(spec.Input, spec.Output, [.. input.Shape.Select(d => Math.Max(1, d))]), spec.Every);
                }),
            ]);

    /// <summary>Before a run: what is to begin anew does.</summary>
    public void Begin()
    {
        foreach (var (state, every) in _states)
            if (every > 0 && _inferences % every == 0)
                state.Input.Span.Clear();
    }

    /// <summary>Whether the last run left numbers behind.</summary>
    public bool IsFinite()
    {
        foreach (var (state, _) in _states)
            if (state.Output.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
                return false;
        return true;
    }

    /// <summary>The inference came to something: the next run goes on from it.</summary>
    public void Advance()
    {
        _graph.AdvanceStates();
        _inferences++;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _inferences = 0;
        foreach (var (state, _) in _states)
            state.Input.Span.Clear();
    }
}
