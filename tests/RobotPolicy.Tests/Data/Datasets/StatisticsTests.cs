using RobotPolicy.Data.Datasets.Statistics;

namespace RobotPolicy.Tests.Data.Datasets;

public sealed class StatisticsTests
{
    [Fact]
    public void Quantile_OfFewValues_IsInterpolatedAsNumPyDoes()
    {
        var sketch = new QuantileSketch();
        foreach (var value in (double[])[4, 1, 3, 2])
            sketch.Add(value);

        // numpy.quantile([1, 2, 3, 4], [0, .1, .5, .9, 1])
        Assert.Equal([1, 1.3, 2.5, 3.7, 4], new[] { 0, 0.1, 0.5, 0.9, 1 }.Select(q => Math.Round(sketch.Quantile(q), 12)));
    }

    [Fact]
    public void Quantile_OfNothing_IsNoNumber() => Assert.Equal(double.NaN, new QuantileSketch().Quantile(0.5));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Quantile_OfALongStream_IsWithinAThousandthOfItsRank(int seed)
    {
        const int count = 400_000;
        var random = new Random(seed);
        var sketch = new QuantileSketch();
        var values = Enumerable.Range(0, count).Select(_ => Math.Pow(random.NextDouble(), 3)).ToArray();
        foreach (var value in values)
            sketch.Add(value);
        Array.Sort(values);

        foreach (var share in FeatureStatistics.QuantileShares)
        {
            var place = Array.BinarySearch(values, sketch.Quantile(share));
            Assert.InRange((double)(place < 0 ? ~place : place) / count, share - 0.001, share + 0.001);
        }
    }

    [Fact]
    public void Accumulator_GivesWhatTheFormulasGive()
    {
        var accumulator = new VectorAccumulator(2);
        accumulator.Add([1f, -5f]);
        accumulator.Add([3f, -5f]);
        accumulator.Add([8f, float.NaN]);

        var statistics = accumulator.Statistics();

        Assert.Equal(3, statistics.Count);
        Assert.Equal([1, -5], statistics.Minimum);
        Assert.Equal([8, -5], statistics.Maximum);
        Assert.Equal([4, -5], statistics.Mean);
        Assert.Equal(Math.Sqrt(26.0 / 3), statistics.Deviation[0], 12);
        Assert.Equal(0, statistics.Deviation[1]);
        Assert.Equal(3, statistics.Quantiles[2][0]);
    }

    [Fact]
    public void Accumulators_Joined_KnowWhatOneOfAllKnows()
    {
        var random = new Random(7);
        var (first, second, all) = (new VectorAccumulator(1), new VectorAccumulator(1), new VectorAccumulator(1));
        for (var i = 0; i < 1000; i++)
        {
            var value = random.NextDouble() * i;
            all.Add(value);
            (i < 300 ? first : second).Add(value);
        }

        first.Add(second);

        Equal(all.Statistics(), first.Statistics(), 9);
    }

    [Fact]
    public void Statistics_Blended_AreExactButForQuantiles()
    {
        var (first, second, all) = (new VectorAccumulator(1), new VectorAccumulator(1), new VectorAccumulator(1));
        for (var i = 0; i < 100; i++)
        {
            all.Add(i * i);
            (i < 20 ? first : second).Add(i * i);
        }

        var blended = first.Statistics().With(second.Statistics());

        Assert.Equal(all.Statistics().Count, blended.Count);
        Assert.Equal(all.Statistics().Mean[0], blended.Mean[0], 9);
        Assert.Equal(all.Statistics().Deviation[0], blended.Deviation[0], 9);
        Assert.Equal(0.2 * first.Statistics().Quantiles[2][0] + (0.8 * second.Statistics().Quantiles[2][0]), blended.Quantiles[2][0], 9);
    }

    [Fact]
    public void Pictures_AreCountedByChannel_AsFractions()
    {
        var pictures = new PictureAccumulator(2, 1);
        pictures.Add([0, 10, 255, 51, 10, 0]);
        pictures.Add([102, 10, 0, 153, 10, 0]);

        var statistics = pictures.Statistics();

        Assert.Equal(2, statistics.Count);
        Assert.Equal([0, 10.0 / 255, 0], statistics.Minimum);
        Assert.Equal([0.6, 10.0 / 255, 1], statistics.Maximum);
        Assert.Equal([0.3, 0.039216, 0.25], statistics.Mean.Select(value => Math.Round(value, 6)));
        Assert.Equal(Math.Sqrt(((0.3 * 0.3) + (0.1 * 0.1)) / 2), statistics.Deviation[0], 12);
        Assert.Equal(0.3, statistics.Quantiles[2][0], 12);
        Assert.Equal(0.06, statistics.Quantiles[1][0], 12);
    }

    [Fact]
    public void LargePictures_AreLookedAtInSteps()
    {
        var pictures = new PictureAccumulator(600, 2);
        var rgb = new byte[600 * 2 * 3];
        for (var x = 0; x < 600; x++)
            rgb[x * 3] = x % 4 == 0 ? (byte)255 : (byte)0;
        pictures.Add(rgb);

        Assert.Equal(1, pictures.Statistics().Mean[0]);
    }

    private static void Equal(FeatureStatistics expected, FeatureStatistics actual, int digits)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Minimum, actual.Minimum);
        Assert.Equal(expected.Maximum, actual.Maximum);
        Assert.Equal(expected.Mean[0], actual.Mean[0], digits);
        Assert.Equal(expected.Deviation[0], actual.Deviation[0], digits);
        Assert.Equal(expected.Quantiles.Select(q => Math.Round(q[0], digits)), actual.Quantiles.Select(q => Math.Round(q[0], digits)));
    }
}
