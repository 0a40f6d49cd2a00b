using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Scores;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Failure.Training;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Safetensors;

namespace RobotPolicy.Inference.Failure.Calibration;

/// <summary>Fits scores to rollouts: trains networks, finds clusters, measures ranges. Set-up only.</summary>
/// <param name="package">The package.</param>
/// <param name="rollouts">Successful rollouts of the same sizes, none of which sets a threshold.</param>
/// <param name="training">How to train.</param>
/// <param name="errors">Receives what prevents it.</param>
internal sealed class ScoreFitter(
    PolicyPackage package, IReadOnlyList<Rollout> rollouts, TrainingOptions training, ICollection<PackageError> errors) : IDisposable
{
    private readonly List<IDisposable> _open = [];

    /// <summary>One score, or <see langword="null"/> and an error.</summary>
    public FittedScore? Fit(ScoreSpec spec, IProgress<TrainingProgress>? progress, CancellationToken stop)
    {
        var first = rollouts[0];
        if (spec.NeedsEmbedding && first.EmbeddingSize == 0)
            return Fail(spec, "rollouts with an embedding; record them with failure.embedding in the manifest", "none");
        if (spec.NeedsSamples && first.SampleCount < 2)
            return Fail(spec, "rollouts with at least two samples in a call (x-robotpolicy.candidates.count)", $"{first.SampleCount}");
        var shape = new SampleShape(first.SampleCount, first.SampleSteps, first.PastSteps, first.ActionSize);
        switch (spec.Type)
        {
            case ScoreType.ObservationNovelty:
                return Novelty(spec, Gather(r => r.Embeddings), first.EmbeddingSize, ScoreGraphWriter.Embedding, [1, first.EmbeddingSize], progress, stop);
            case ScoreType.ActionNovelty when first.ExecutedSize == 0 || first.ExecutedSize % first.ActionSize != 0:
                return Fail(spec, "rollouts with normalised chunks", "none");
            case ScoreType.ActionNovelty:
                long[] chunk = [1, first.ExecutedSize / first.ActionSize, first.ActionSize];
                return Novelty(spec, Gather(r => r.Executed), first.ExecutedSize, ScoreGraphWriter.Actions, chunk, progress, stop);
            case ScoreType.ObservationLikelihood:
                var flow = ObservationFlow.Train(Gather(r => r.Embeddings), first.EmbeddingSize, training, progress, stop);
                return new FittedScore(new FunctionScore(spec.Name, (in input) => flow.Score(input.Insight.Embedding.Span)))
                {
                    File = spec.Graph,
                    Content = ScoreGraphWriter.Write(flow, ScoreGraphWriter.Embedding, 1, first.EmbeddingSize),
                    Training = flow.Report,
                };
            case ScoreType.ObservationDistance:
                return Clusters(spec);
            case ScoreType.ActionEntropy:
                return Entropy(spec, shape);
            case ScoreType.TemporalConsistency:
                return new FittedScore(new StacScore(shape, Dimensions(spec)));
            case ScoreType.ChunkConsistency when first.ExecutedSize == 0 || first.ExecutedSize % first.ActionSize != 0:
                return Fail(spec, "rollouts with normalised chunks", "none");
            case ScoreType.ChunkConsistency:
                var ranges = RangesOf(Dimensions(spec), first.ActionSize);
                return new FittedScore(new ChunkConsistencyScore(first.ExecutedSize / first.ActionSize, first.ActionSize, Dimensions(spec), ranges)) { Ranges = ranges };
            case ScoreType.Spread:
                return new FittedScore(new SpreadScore(shape, Dimensions(spec)));
            case ScoreType.Graph:
                return Graph(spec, first);
            default:
                return Fail(spec, "a score that rollouts can be replayed through", $"{FailureReader.TextOf(spec.Type)}, which needs what they do not hold");
        }
    }

    public void Dispose()
    {
        foreach (var graph in _open)
            graph.Dispose();
    }

    private FittedScore Novelty(
        ScoreSpec spec, float[] rows, int size, string input, long[] shape, IProgress<TrainingProgress>? progress, CancellationToken stop)
    {
        var model = RandomDistillation.Train(rows, size, training, progress, stop);
        FunctionScore.Rating rating = input == ScoreGraphWriter.Actions
            ? (in inference) => model.Score(inference.Insight.Executed.Span)
            : (in inference) => model.Score(inference.Insight.Embedding.Span);
        return new FittedScore(new FunctionScore(spec.Name, rating))
        {
            File = spec.Graph,
            Content = ScoreGraphWriter.Write(model, input, shape),
            Training = model.Report,
        };
    }

    private FittedScore Clusters(ScoreSpec spec)
    {
        var model = PcaKMeansFit.Fit([.. rollouts.SelectMany(r => Enumerable.Range(0, r.Count).Select(i => r.Embedding(i).ToArray()))], seed: training.Seed);
        using var stream = new MemoryStream();
        new SafetensorsWriter()
            .Add("mean", model.Mean, model.EmbeddingSize)
            .Add("components", model.Components, model.ComponentCount, model.EmbeddingSize)
            .Add("centres", model.Centres, model.CentreCount, model.ComponentCount)
            .WriteTo(stream);
        return new FittedScore(new PcaKMeansScore(model)) { File = spec.Parameters, Content = stream.ToArray() };
    }

    private FittedScore Entropy(ScoreSpec spec, SampleShape shape)
    {
        var dimensions = Dimensions(spec);
        var ranges = RangesOf(dimensions, shape.ActionSize);
        double[] cells = [.. ranges.Select(range => SampleRanges.CellShare * range)];
        return new FittedScore(new ActionEntropyScore(shape, dimensions, cells)) { Ranges = ranges, Cells = cells };
    }

    private double[] RangesOf(int[] dimensions, int actionSize)
    {
        var ranges = new SampleRanges(actionSize);
        foreach (var rollout in rollouts)
            for (var call = 0; call < rollout.Count; call++)
                ranges.Add(rollout.Insight(call));
        return ranges.Ranges(dimensions);
    }

    private FittedScore? Graph(ScoreSpec spec, Rollout first)
    {
        if (package.Files.Find(spec.Graph!, ManifestReader.FileName, spec.Field + ".graph", int.MaxValue, errors) is not { } path)
            return null;
        var steps = first.ActionSize > 0 ? first.ExecutedSize / first.ActionSize : 0;
        if (GraphScore.Open(spec, path, first.EmbeddingSize, steps, first.ActionSize, errors) is not { } graph)
            return null;
        _open.Add(graph);
        return new FittedScore(graph);
    }

    private int[] Dimensions(ScoreSpec spec) =>
        [.. package.Manifest.ActionOrder.Index().Where(j => spec.Joints.Count == 0 || spec.Joints.Contains(j.Item)).Select(j => j.Index)];

    private float[] Gather(Func<Rollout, ReadOnlyMemory<float>> part)
    {
        var rows = new float[rollouts.Sum(r => part(r).Length)];
        var at = 0;
        foreach (var rollout in rollouts)
        {
            part(rollout).Span.CopyTo(rows.AsSpan(at));
            at += part(rollout).Length;
        }

        return rows;
    }

    private FittedScore? Fail(ScoreSpec spec, string expected, string actual)
    {
        errors.Add(new PackageError { File = ManifestReader.FileName, Field = spec.Field, Expected = expected, Actual = actual });
        return null;
    }
}
