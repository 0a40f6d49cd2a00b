using RobotPolicy.Control.Failure;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Failure;

/// <summary>
/// A score that an ONNX graph of the package computes: <c>embedding</c> [1, d], <c>actions</c> [1, H, A] of the chunk that was handed
/// out, normalised, or both, to one number <c>score</c>. On one thread of the processor, so that it neither waits for the policy's
/// device nor wakes a pool. One thread at a time; allocates nothing unless a run fails.
/// </summary>
internal sealed class GraphScore : IFailureScore, IDisposable
{
    private const string EmbeddingInput = "embedding";
    private const string ActionsInput = "actions";
    private const string ScoreOutput = "score";
    private readonly OnnxGraph _graph;
    private readonly Memory<float> _embedding;
    private readonly Memory<float> _actions;
    private readonly Memory<float> _score;

    private GraphScore(string name, OnnxGraph graph, Memory<float> embedding, Memory<float> actions, Memory<float> score)
    {
        Name = name;
        (_graph, _embedding, _actions, _score) = (graph, embedding, actions, score);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Why the last run that failed did; <see langword="null"/> if none did.</summary>
    public string? LastError { get; private set; }

    /// <summary>Opens and binds the graph, or says everything that is wrong with it.</summary>
    /// <param name="spec">What the package says.</param>
    /// <param name="path">Absolute path of the graph.</param>
    /// <param name="embeddingSize">Numbers d of the policy's embedding; 0 where it has none.</param>
    /// <param name="chunkSize">Actions H of a chunk.</param>
    /// <param name="actionSize">Numbers A of an action.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public static GraphScore? Open(
        ScoreSpec spec, string path, int embeddingSize, int chunkSize, int actionSize, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var options = new OnnxGraphOptions { IntraOpThreads = 1, Device = new ExecutionDeviceOptions { Device = ExecutionDevice.Cpu } };
        if (OnnxGraph.Open(path, spec.Graph!, options, errors) is not { } graph)
            return null;
        Check(spec, graph, embeddingSize, chunkSize, actionSize, new GraphCheck(spec.Graph!, errors));
        if (errors.Count != before)
        {
            graph.Dispose();
            return null;
        }

        Memory<float> Bind(string name, params ReadOnlySpan<long> shape) =>
            graph.Inputs.Any(i => i.Name == name) ? graph.BindInput(name, shape) : Memory<float>.Empty;
        var output = graph.Outputs.First(o => o.Name == ScoreOutput);
        return new GraphScore(
            spec.Name,
            graph,
            Bind(EmbeddingInput, 1, embeddingSize),
            Bind(ActionsInput, 1, chunkSize, actionSize),
            graph.BindOutput(ScoreOutput, [.. output.Shape.Select(_ => 1L)]));
    }

    /// <inheritdoc/>
    public bool HasInput(in ScoreInput input) =>
        (_embedding.IsEmpty || input.Insight.Embedding.Length == _embedding.Length)
        && (_actions.IsEmpty || input.Insight.Executed.Length == _actions.Length);

    /// <inheritdoc/>
    public double Score(in ScoreInput input)
    {
        if (!HasInput(in input))
            return double.NaN;
        if (!_embedding.IsEmpty)
            input.Insight.Embedding.Span.CopyTo(_embedding.Span);
        if (!_actions.IsEmpty)
            input.Insight.Executed.Span.CopyTo(_actions.Span);
        if (_graph.Run() is var status and not GraphStatus.Ok)
        {
            LastError = _graph.LastError ?? $"{status}";
            return double.NaN;
        }

        // A distance or a likelihood's norm is 0 or more; what is below says that the graph is none.
        var score = _score.Span[0];
        return score >= 0 ? score : double.NaN;
    }

    /// <inheritdoc/>
    public void Reset()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _graph.Dispose();

    private static void Check(ScoreSpec spec, OnnxGraph graph, int embeddingSize, int chunkSize, int actionSize, GraphCheck check)
    {
        foreach (var input in graph.Inputs)
        {
            if (input.Name is not (EmbeddingInput or ActionsInput))
                check.Fail(input.Name, $"inputs {EmbeddingInput} and {ActionsInput} only", "an input that nothing feeds");
            else if (!check.IsFloat(input))
                continue;
            else if (input.Name == ActionsInput)
                check.Fits(input, $"shape [1, {chunkSize}, {actionSize}], a chunk of the policy", 1, chunkSize, actionSize);
            else if (embeddingSize == 0)
                check.Fail(input.Name, $"{FailureReader.Field}.embedding, the output that feeds it", "nothing");
            else
                check.Fits(input, $"shape [1, {embeddingSize}], the size of the policy's embedding", 1, embeddingSize);
        }

        string[] needed = spec.Type switch
        {
            ScoreType.ActionNovelty => [ActionsInput],
            ScoreType.ObservationNovelty or ScoreType.ObservationLikelihood => [EmbeddingInput],
            _ => [],
        };
        foreach (var name in needed)
            check.Find(graph.Inputs, name, "input");
        if (needed.Length == 0 && graph.Inputs.Count == 0)
            check.Fail("inputs", $"{EmbeddingInput}, {ActionsInput} or both", "none");
        if (check.Find(graph.Outputs, ScoreOutput, "output") is { } output && output.Shape.Any(d => d is not (1 or < 0)))
            check.Fail(output.Name, "one number", ErrorText.Shape(output.Shape));
    }
}
