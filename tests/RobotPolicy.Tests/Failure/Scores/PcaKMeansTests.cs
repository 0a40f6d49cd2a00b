using RobotPolicy.Control.Failure.Scores;

namespace RobotPolicy.Tests.Failure.Scores;

public sealed class PcaKMeansTests
{
    [Fact]
    public void Score_DistanceToTheNearestCentreInThePlane()
    {
        // Two axes of three; the second number does not count.
        var score = new PcaKMeansScore(new PcaKMeansModel([1, 0, 0], [1, 0, 0, 0, 0, 1], [0, 0, 10, 0]));

        Assert.Equal(5, FailureInputs.Judge(score, FailureInputs.Embedding(4, 99, 4)), 1e-12);
        Assert.Equal(1, FailureInputs.Judge(score, FailureInputs.Embedding(12, 99, 0)), 1e-12);
        Assert.True(double.IsNaN(FailureInputs.Judge(score, FailureInputs.Embedding(1, 2))));
        Assert.True(double.IsNaN(FailureInputs.Judge(score, FailureInputs.Embedding(1, float.NaN, float.NaN))));
    }

    [Theory]
    [InlineData(60, 3)]
    [InlineData(6, 40)]
    public void Fit_PointsOnAPlane_FindsIt(int count, int size)
    {
        var random = new Random(5);
        float[] Point(double x, double y) => [.. Enumerable.Range(0, size).Select(i => (float)((i == 0 ? 3 + (8 * x) : 0) + (i == 2 ? y : 0)))];
        float[][] points = [.. Enumerable.Range(0, count).Select(_ => Point(random.NextDouble() - 0.5, random.NextDouble() - 0.5))];

        var model = PcaKMeansFit.Fit(points, 10, 4);

        Assert.Equal((2, 4), (model.ComponentCount, model.CentreCount));
        Assert.Equal(1, Math.Abs(model.Components.Span[0]), 0.1);
        var score = new PcaKMeansScore(model);
        Assert.All(points, point => Assert.InRange(FailureInputs.Judge(score, FailureInputs.Embedding(point)), 0, 3));
        Assert.True(FailureInputs.Judge(score, FailureInputs.Embedding(Point(10, 0))) > 50);
    }

    [Fact]
    public void Fit_FewerDifferentPointsThanClusters_HasOneCentreForEach()
    {
        var model = PcaKMeansFit.Fit([[0, 0], [0, 0], [1, 0], [5, 2]]);

        Assert.Equal(3, model.CentreCount);
        Assert.Equal(0, FailureInputs.Judge(new PcaKMeansScore(model), FailureInputs.Embedding(5, 2)), 1e-6);
    }

    [Fact]
    public void Fit_SameSeed_IsTheSame()
    {
        var random = new Random(9);
        float[][] points = [.. Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 6).Select(_ => (float)random.NextDouble()).ToArray())];

        Assert.Equal(PcaKMeansFit.Fit(points, 3, 8, 4).Centres.ToArray(), PcaKMeansFit.Fit(points, 3, 8, 4).Centres.ToArray());
        Assert.NotEqual(PcaKMeansFit.Fit(points, 3, 8, 4).Centres.ToArray(), PcaKMeansFit.Fit(points, 3, 8, 5).Centres.ToArray());
    }

    [Fact]
    public void Fit_BadEmbeddings_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => PcaKMeansFit.Fit([[1, 2]]));
        Assert.Contains("Embedding 1", Assert.Throws<ArgumentException>(() => PcaKMeansFit.Fit([[1, 2], [1]])).Message, StringComparison.Ordinal);
        Assert.Contains("Embedding 1", Assert.Throws<ArgumentException>(() => PcaKMeansFit.Fit([[1, 2], [1, float.NaN]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PcaKMeansFit.Fit([[1, 2], [1, 2]]));
    }
}
