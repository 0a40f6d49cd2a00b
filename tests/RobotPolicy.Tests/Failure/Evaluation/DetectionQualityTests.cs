using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Evaluation;

namespace RobotPolicy.Tests.Failure.Evaluation;

public sealed class DetectionQualityTests
{
    [Fact]
    public void Of_GoldenRollouts()
    {
        // The first failure is seen at call 2 of the last possible 10, so at 0.2; the other is missed.
        JudgedRollout[] rollouts =
        [
            new([0.5, 0.9, 1.1, 0.2], false), new([0.5, 1, 1], false),
            new([0.1], true), new([1.0], true), new([0.9, 0.2], true), new([0.2, 2], true),
        ];

        var quality = DetectionQuality.Of(rollouts, 11);

        Assert.Equal(0.575, quality.TimestepAccuracy, 1e-12);
        Assert.Equal(0.2, quality.DetectionTime, 1e-12);
        Assert.Equal((0.5, 0.75, 0.625), (quality.TruePositiveRate, quality.TrueNegativeRate, quality.BalancedAccuracy));
        Assert.Equal(1, quality.FalseAlarms);

        // P(X ≥ 1) of four at δ = 0.1.
        Assert.Equal(1 - Math.Pow(0.9, 4), quality.FalseAlarmTail(0.1), 1e-12);
    }

    [Fact]
    public void Of_NoFailures_HasNoDetections()
    {
        var quality = DetectionQuality.Of([new([0.1], true)], 2);

        Assert.Equal((0, 1, 1), (quality.TruePositiveRate, quality.TrueNegativeRate, quality.DetectionTime));
        Assert.Equal((0, 1), quality.TruePositiveInterval);
        Assert.Throws<ArgumentException>(() => DetectionQuality.Of([new([0, 0, 0], true)], 2));
    }

    [Fact]
    public void FirstAlarm_RatioThatIsNotANumber_IsAnAlarm() => Assert.Equal(1, new JudgedRollout([1, double.NaN, 2], false).FirstAlarm);

    [Fact]
    public void Combine_LeastOrGreatest_AndNaNStays()
    {
        double[][] ratios = [[0.5, 2, double.NaN], [3, 1, 0.1]];

        Assert.Equal([0.5, 1, double.NaN], JudgedRollout.Combine(ratios, AlarmRule.And));
        Assert.Equal([3, 2, double.NaN], JudgedRollout.Combine(ratios, AlarmRule.Or));
        Assert.Throws<ArgumentException>(() => JudgedRollout.Combine([[1], [1, 2]], AlarmRule.And));
    }

    [Fact]
    public void Intervals_GoldenValues()
    {
        var (low, high) = BinomialStatistics.ClopperPearson(8, 10);
        Assert.Equal(0.4439, low, 5e-5);
        Assert.Equal(0.9748, high, 5e-5);

        // Wilson's for 8 of 10, by hand: (0.8 + 0.19207 ± 1.95996·√(0.016 + 0.0096037))/1.38415.
        (low, high) = BinomialStatistics.Wilson(8, 10);
        Assert.Equal(0.49016, low, 5e-5);
        Assert.Equal(0.94331, high, 5e-5);
        Assert.Equal((0, 1), BinomialStatistics.ClopperPearson(0, 0));
    }

    [Theory]
    [InlineData(10, 0, 0.3, 1)]
    [InlineData(10, 11, 0.3, 0)]
    [InlineData(10, 10, 0.5, 0.0009765625)]
    [InlineData(3, 2, 0.5, 0.5)]
    [InlineData(3, 1, 0, 0)]
    [InlineData(3, 3, 1, 1)]
    public void UpperTail_Values(int trials, int atLeast, double rate, double expected) =>
        Assert.Equal(expected, BinomialStatistics.UpperTail(trials, atLeast, rate), 1e-12);
}
