using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Roles;

namespace RobotPolicy.Inference.Models;

/// <summary>
/// A graph that chooses the next primitive of a task: outputs of the graph that sees the observation in, by their names, the last
/// choices as <c>history</c> [1, history], and <c>logits</c> [1, primitives + 1] out, the last class for a task that is done. Runs when
/// it is asked. Inference thread; allocates nothing.
/// </summary>
internal sealed class Selector
{
    public const string Input = "history";
    public const string Output = "logits";

    private readonly OnnxGraph _graph;
    private readonly ConditionFeed _feed;
    private readonly Memory<float> _history;
    private readonly Memory<long> _ids;
    private readonly Memory<float> _logits;
    private readonly double _margin;

    private Selector(OnnxGraph graph, ConditionFeed feed, SelectorSpec spec)
    {
        (_graph, _feed, _margin) = (graph, feed, spec.Margin);
        if (graph.Inputs.First(i => i.Name == Input).ElementType == GraphTensor.Int64)
            _ids = graph.BindIds(Input, 1, spec.History);
        else
            _history = graph.BindInput(Input, 1, spec.History);
        _logits = graph.BindOutput(Output, 1, spec.Done);
    }

    /// <summary>Compares it with the graph that feeds it; adds every mismatch as an error.</summary>
    public static IReadOnlyList<Condition> Check(PolicyManifest manifest, OpenedGraphs opened, ICollection<PackageError> errors)
    {
        if (opened.Find(GraphRolesReader.Selector) is not { } selector || manifest.Roles.Selector is not { } spec)
            return [];
        var check = new GraphCheck(selector.File, errors);
        var conditions = Condition.Read(check, opened.Main!, manifest.Model!, selector.Graph, false, Input);
        if (conditions.Count == 0)
            check.Fail("inputs", $"an output of {ErrorText.Clean(manifest.Model!)} that it looks at", GraphCheck.Names(selector.Graph.Inputs));
        if (selector.Graph.Inputs.FirstOrDefault(i => i.Name == Input) is not { } history)
            check.Fail(Input, "an input of that name", GraphCheck.Names(selector.Graph.Inputs));
        else if (history.ElementType is not (GraphTensor.Int64 or GraphTensor.Float32))
            check.Fail(Input, $"an {GraphTensor.Int64} or {GraphTensor.Float32} tensor", history.ElementType);
        else
            check.Fits(history, $"shape [1, {spec.History}]", 1, spec.History);
        if (check.Find(selector.Graph.Outputs, Output, "output") is { } logits)
            check.Fits(logits, $"shape [1, {spec.Done}], a class for each primitive and one for done", 1, spec.Done);
        return conditions;
    }

    /// <summary>Binds it; <see langword="null"/> where the package has none.</summary>
    public static Selector? Bind(RolesSpec roles, OpenedGraphs opened, EncoderOutputs encoder, IReadOnlyList<Condition> conditions) =>
        opened.Find(GraphRolesReader.Selector) is { } selector && roles.Selector is { } spec
            ? new Selector(selector.Graph, new ConditionFeed(encoder, selector.Graph, conditions, 1, 1), spec)
            : null;

    /// <summary>Chooses of what the encoder has just said.</summary>
    /// <param name="graphs">Runs it.</param>
    /// <param name="history">The last choices, newest last.</param>
    /// <param name="choice">The choice, from 1; 0 where nothing was chosen.</param>
    public PolicyStatus Choose(GraphSet graphs, ReadOnlySpan<int> history, out int choice)
    {
        choice = 0;
        if (history.Length != Math.Max(_ids.Length, _history.Length))
            throw new ArgumentException($"Expected a history of {Math.Max(_ids.Length, _history.Length)} choices, got {history.Length}.", nameof(history));
        for (var i = 0; i < history.Length; i++)
        {
            if (_ids.IsEmpty)
                _history.Span[i] = history[i];
            else
                _ids.Span[i] = history[i];
        }

        _graph.RefreshIds();
        _feed.Fill();
        if (graphs.Run(_graph) is var status and not GraphStatus.Ok)
            return status == GraphStatus.Stopped ? PolicyStatus.Stopped : PolicyStatus.GraphFailed;
        choice = Pick(_logits.Span, _margin);
        return choice == 0 ? PolicyStatus.Undecided : PolicyStatus.Chosen;
    }

    /// <summary>The highest class, from 1; 0 where one of them is no finite number, or the lead is less than the margin.</summary>
    public static int Pick(ReadOnlySpan<float> logits, double margin)
    {
        if (logits.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            return 0;
        var (best, highest, next) = (0, float.NegativeInfinity, float.NegativeInfinity);
        for (var i = 0; i < logits.Length; i++)
        {
            if (logits[i] > highest)
                (best, highest, next) = (i + 1, logits[i], highest);
            else if (logits[i] > next)
                next = logits[i];
        }

        return (double)highest - next >= margin ? best : 0;
    }
}
