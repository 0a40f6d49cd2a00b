using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Selection;

namespace RobotPolicy.Inference.Models;

/// <summary>
/// A graph that looks at chunks beside the observation: <c>action</c> [rows, steps, joints] and outputs of the encoder by their
/// names in, one output of its own out. All are float32, with open rows.
/// </summary>
internal sealed class OnnxActionGraph : IActionFunction
{
    private const string ActionInput = "action";
    private readonly GraphSet _graphs;
    private readonly OnnxGraph _graph;
    private readonly Memory<float> _action;
    private readonly Memory<float> _result;
    private readonly ConditionFeed _conditions;

    private OnnxActionGraph(GraphSet graphs, OnnxGraph graph, Memory<float> action, Memory<float> result, ConditionFeed conditions) =>
        (_graphs, _graph, _action, _result, _conditions) = (graphs, graph, action, result, conditions);

    /// <summary>A graph that answers with a chunk for every chunk.</summary>
    public static OnnxActionGraph? CreateEditor(
        GraphSet graphs, EncoderOutputs encoder, Role role, SamplerShape shape, ICollection<PackageError> errors) =>
        Create(graphs, encoder, role, shape, shape.Candidates, "edit", [shape.Candidates, shape.Horizon, shape.ActionSize], errors);

    /// <summary>A graph that answers with a value of every head of its ensemble for every chunk.</summary>
    public static OnnxActionGraph? CreateCritic(
        GraphSet graphs, EncoderOutputs encoder, Role role, SamplerShape shape, int rows, ICollection<PackageError> errors, out int ensemble)
    {
        const string output = "q";
        ensemble = 0;
        var found = role.Graph.Outputs.FirstOrDefault(o => o.Name == output);
        if (found is null || found.Shape.Count != 2 || found.Shape[0] is < 1 or > 1024)
        {
            role.Check(errors).Fail(output, "an output of shape [1 to 1024 heads, rows]", found is null ? GraphCheck.Names(role.Graph.Outputs) : ErrorText.Shape(found.Shape));
            return null;
        }

        ensemble = (int)found.Shape[0];
        return Create(graphs, encoder, role, shape, rows, output, [ensemble, rows], errors);
    }

    public GraphStatus Evaluate(ReadOnlySpan<float> actions, Span<float> result)
    {
        _conditions.Fill();
        actions.CopyTo(_action.Span);
        var status = _graphs.Run(_graph);
        if (status == GraphStatus.Ok)
            _result.Span.CopyTo(result);
        return status;
    }

    private static OnnxActionGraph? Create(
        GraphSet graphs, EncoderOutputs encoder, Role role, SamplerShape shape, int rows, string output, long[] outputShape, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var check = role.Check(errors);
        var conditions = Condition.Read(check, role.Encoder, role.EncoderFile, role.Graph, false, ActionInput);
        if (check.Find(role.Graph.Inputs, ActionInput, "input") is { } action)
            check.Fits(action, $"shape [{rows} or open, {shape.Horizon}, {shape.ActionSize}]", rows, shape.Horizon, shape.ActionSize);
        if (check.Find(role.Graph.Outputs, output, "output") is { } result)
            check.Fits(result, $"shape {ErrorText.Shape(outputShape)}, rows open", outputShape);
        if (errors.Count != before)
            return null;
        return new OnnxActionGraph(
            graphs,
            role.Graph,
            role.Graph.BindInput(ActionInput, rows, shape.Horizon, shape.ActionSize),
            role.Graph.BindOutput(output, outputShape),
            new ConditionFeed(encoder, role.Graph, conditions, rows, rows));
    }

    /// <param name="Graph">The graph.</param>
    /// <param name="File">Its file, for errors.</param>
    /// <param name="Encoder">Where it learns about the observation.</param>
    /// <param name="EncoderFile">The encoder's file, for errors.</param>
    internal sealed record Role(OnnxGraph Graph, string File, OnnxGraph Encoder, string EncoderFile)
    {
        public GraphCheck Check(ICollection<PackageError> errors) => new(File, errors);
    }
}
