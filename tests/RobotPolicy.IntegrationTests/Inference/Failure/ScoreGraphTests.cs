using RobotPolicy.Inference.Failure.Training;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.IntegrationTests.Inference.Failure;

/// <summary>Trained scores as ONNX Runtime computes them.</summary>
public sealed class ScoreGraphTests
{
    private static readonly TrainingOptions Small = new() { Widths = [16, 24], Outputs = 8, MaxEpochs = 5, Seed = 2 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_NoveltyOfObservation_IsTheManagedScore(bool standardise)
    {
        var rows = Rows(60, 5);
        var model = RandomDistillation.Train(rows, 5, Small with { Standardise = standardise });

        Same(ScoreGraphWriter.Write(model, ScoreGraphWriter.Embedding, 1, 5), ScoreGraphWriter.Embedding, [1, 5], rows, model.Score);
    }

    [Fact]
    public void Run_NoveltyOfChunk_IsTheManagedScore()
    {
        var rows = Rows(60, 12);
        var model = RandomDistillation.Train(rows, 12, Small);

        Same(ScoreGraphWriter.Write(model, ScoreGraphWriter.Actions, 1, 4, 3), ScoreGraphWriter.Actions, [1, 4, 3], rows, model.Score);
    }

    [Fact]
    public void Run_Flow_IsTheManagedScore()
    {
        var rows = Rows(60, 7);
        var model = ObservationFlow.Train(rows, 7, Small);

        Same(ScoreGraphWriter.Write(model, ScoreGraphWriter.Embedding, 1, 7), ScoreGraphWriter.Embedding, [1, 7], rows, model.Score);
    }

    private static float[] Rows(int count, int size)
    {
        var random = new Gaussian(9);
        return [.. Enumerable.Range(0, count * size).Select(_ => 3 * random.Next())];
    }

    private delegate double RowScore(ReadOnlySpan<float> row);

    private static void Same(byte[] graph, string input, long[] shape, float[] rows, RowScore score)
    {
        var errors = new List<PackageError>();
        using var opened = OnnxGraph.Open(graph, "score.onnx", new OnnxGraphOptions(), errors);
        Assert.Empty(errors);
        var bound = opened!.BindInput(input, shape);
        var output = opened.BindOutput("score", [1]);
        for (var i = 0; i < rows.Length; i += bound.Length)
        {
            var row = rows.AsSpan(i, bound.Length);
            row.CopyTo(bound.Span);
            Assert.Equal(GraphStatus.Ok, opened.Run());
            var expected = score(row);
            Assert.True(Math.Abs(output.Span[0] - expected) <= 1e-4 * Math.Max(1, expected), $"{output.Span[0]} {expected}");
        }
    }
}
