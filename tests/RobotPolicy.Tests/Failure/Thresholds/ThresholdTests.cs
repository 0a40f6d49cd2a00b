using RobotPolicy.Control.Failure.Thresholds;

namespace RobotPolicy.Tests.Failure.Thresholds;

public sealed class ThresholdTests
{
    [Fact]
    public void Sums_ArePartialAtTheStart()
    {
        const double e = ScoreWindow.Offset;
        Assert.Equal([1 + e, 3 + (2 * e), 5 + (2 * e), 7 + (2 * e)], ScoreWindow.Sums([1, 2, 3, 4], 2).Select(sum => Math.Round(sum, 12)));
        Assert.Equal([1 + e, 3 + (2 * e), 6 + (3 * e)], ScoreWindow.Sums([1, 2, 3], ScoreWindow.WholeEpoch).Select(sum => Math.Round(sum, 12)));
    }

    [Fact]
    public void Push_NaN_IsForgottenOnceItHasLeft()
    {
        var sums = ScoreWindow.Sums([1, double.NaN, 1, 1, 1], 3);

        Assert.Equal([false, true, true, true, false], sums.Select(double.IsNaN));
        Assert.Equal(ScoreWindow.Sums([1, 1, 1], 3)[2], sums[4]);
    }

    [Fact]
    public void TimeVarying_BeyondItsTable_RepeatsTheLastAndSaysSo()
    {
        var threshold = new TimeVaryingThreshold([1, 2, 3]);

        Assert.Equal([1, 3, 3, 3], ((int[])[0, 2, 3, 1000]).Select(threshold.At));
        Assert.Equal([false, false, true], ((int[])[0, 2, 3]).Select(threshold.IsOvertime));
        Assert.Equal(threshold, new TimeVaryingThreshold([1, 2, 3]));
        Assert.NotEqual(threshold, new TimeVaryingThreshold([1, 2, 3], 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Construction_NotAboveZero_IsRefused(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantThreshold(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeVaryingThreshold([1, value]));
    }

    [Fact]
    public void Construction_EmptyTable_IsRefused() => Assert.Throws<ArgumentException>(() => new TimeVaryingThreshold([]));
}
